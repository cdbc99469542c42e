using ActorNet.Transport.Authentication;
using ActorNet.Transport.Security;

namespace ActorNet.Cli.Cluster;

/// <summary>The options by which a node authenticates itself. Their values are never printed, nor written to a file of a run.</summary>
internal sealed class SecurityOptions
{
    /// <summary>The variables that stand for the options.</summary>
    public const string CertificatesVariable = "ACTORNET_CERTS", SecretVariable = "ACTORNET_SECRET";

    private readonly Option<string?> _certificates = CertificatesOption();
    private readonly Option<string?> _secretFile = OptionFactory.Text("--secret-file", "FILE",
        $"a file with the run's join secret, of {JoinSecret.MinCharacters} characters or more, without which no worker can join "
            + "[$ACTORNET_SECRET has the secret itself; else none]");

    public IReadOnlyList<Option> Options => [_certificates, _secretFile];

    /// <summary>The option for certificates alone.</summary>
    public static Option<string?> CertificatesOption() => OptionFactory.Text("--certs", "FOLDER",
        "speak TLS, with ca.crt, node.crt and node.key in FOLDER, and only with nodes of the same authority [$ACTORNET_CERTS, else no "
            + "TLS]");

    /// <summary>Placeholders for the options in a command to repeat.</summary>
    public IEnumerable<string> Placeholders(ParseResult parsed) =>
        OptionFactory.Given(parsed, [_certificates]).Take(1).SelectMany(name => new[] { name, "FOLDER" })
            .Concat(OptionFactory.Given(parsed, [_secretFile]).Take(1).SelectMany(name => new[] { name, "FILE" }));

    /// <summary>The certificates; null without TLS.</summary>
    /// <exception cref="InvalidInputException">They are unusable.</exception>
    public NodeCertificates? Certificates(ParseResult parsed, CliContext context) => Certificates(parsed, _certificates, context);

    /// <summary>The certificates that an option or the environment names; null without TLS.</summary>
    /// <exception cref="InvalidInputException">They are unusable.</exception>
    public static NodeCertificates? Certificates(ParseResult parsed, Option<string?> option, CliContext context) =>
        (parsed.GetValue(option) ?? Variable(context, CertificatesVariable)) is { } folder
            ? NodeCertificates.Load(context.FullPath(folder), context.Time)
            : null;

    /// <summary>The join secret; null for none.</summary>
    /// <exception cref="InvalidInputException">It is given twice, cannot be read, or is too short.</exception>
    public JoinSecret? Secret(ParseResult parsed, CliContext context)
    {
        var variable = Variable(context, SecretVariable);
        if (parsed.GetValue(_secretFile) is not { } file)
            return variable is null ? null : JoinSecret.Parse(variable, SecretVariable);
        return variable is null
            ? JoinSecret.Read(context.FullPath(file))
            : throw InvalidInputException.Of(
                $"--secret-file and {SecretVariable}", "are both given", "a run has one join secret", "leave one of them out");
    }

    private static string? Variable(CliContext context, string name) => context.Variable(name) is { Length: > 0 } value ? value : null;
}
