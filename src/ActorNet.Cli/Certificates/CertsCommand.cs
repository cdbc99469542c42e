using System.Security.Cryptography.X509Certificates;
using ActorNet.Transport.Security;

namespace ActorNet.Cli.Certificates;

/// <summary>`actornet certs`: makes certificates, for those who have no authority of their own.</summary>
internal static class CertsCommand
{
    private const string Footer = """
        Each node gets its own subfolder, to be copied to its machine and named there by --certs or $ACTORNET_CERTS; ca.key
        stays where it is, since it can make more nodes. Existing files are kept, so the command may be given
        again with more names. Nodes of one authority trust each other, whatever their names.

        Examples:
          actornet certs init certs --node coordinator,worker-1,worker-2
          actornet coordinator --certs certs/coordinator --listen 0.0.0.0:4710
          actornet worker --certs certs/worker-1 --join coordinator:4710

        Exit codes: 0 done, 2 wrong arguments, or files that cannot be read or written.
        """;

    public static Command Create(CliContext context) => HelpText.Group(
        "certs", "Makes a private authority and certificates of nodes, for TLS in a cluster.", [Init(context)]);

    private static Command Init(CliContext context)
    {
        var folder = new Argument<string>("folder")
        {
            HelpName = "FOLDER", Description = "the authority's folder, made where it is missing",
        };
        var nodes = OptionFactory.Parsed(
            "--node", "NAME[,NAME...]", "nodes to make certificates for: host names or addresses [node, for all to share]", ParseAll);
        var days = OptionFactory.Integer(
            "--days", "N",
            $"how long nodes' certificates are good; the authority's own is for {CertificateAuthority.MaxDays} "
                + $"[{CertificateAuthority.DefaultDays}]",
            1, CertificateAuthority.MaxDays);
        var command = new Command("init", "Makes an authority, unless there is one, and certificates of nodes.");
        command.Arguments.Add(folder);
        command.SetAction(parsed => Run(
            parsed.GetValue(folder)!, parsed.GetValue(nodes) ?? ["node"], parsed.GetValue(days) ?? CertificateAuthority.DefaultDays,
            context));
        return HelpText.Attach(command, "actornet certs init FOLDER [options]", [new OptionGroup("Options", [nodes, days])], Footer);
    }

    private static int Run(string folder, IReadOnlyList<string> nodes, int days, CliContext context)
    {
        if (string.IsNullOrWhiteSpace(folder))
            throw new InvalidInputException("FOLDER", "", "the path of the authority's folder");
        var path = context.FullPath(folder);
        using var authority = CertificateAuthority.OpenOrCreate(path, context.Time);
        Print(context, "Authority", path, authority.Certificate, authority.IsNew);
        foreach (var node in nodes)
        {
            var (certificate, isNew) = authority.AddNode(node, days);
            Print(context, "Node     ", Path.Combine(path, node), certificate, isNew);
            certificate.Dispose();
        }

        return ExitCodes.Done;
    }

    private static void Print(CliContext context, string what, string path, X509Certificate2 certificate, bool isNew) =>
        context.Out.WriteLine(
            $"{what} {context.ShortPath(path)} {(isNew ? "made" : "kept")}, "
            + Invariant($"good until {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}"));

    private static IReadOnlyList<string> ParseAll(string text)
    {
        string[] names = [.. text.Split(',', StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];
        foreach (var name in names)
            CertificateAuthority.CheckName(name);
        return names;
    }
}
