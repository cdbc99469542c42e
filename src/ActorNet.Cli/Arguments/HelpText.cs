using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using ActorNet.Cli.Context;
using ActorNet.Cli.Tables;

namespace ActorNet.Cli.Arguments;

/// <summary>The help of a command: what it does, how it is called, and its commands or options in their groups.</summary>
/// <param name="usage">How it is called.</param>
/// <param name="groups">Its options.</param>
/// <param name="footer">What stands below; may be empty.</param>
internal sealed class HelpText(string usage, IReadOnlyList<OptionGroup> groups, string footer = "") : SynchronousCommandLineAction
{
    private const int Width = 110;
    private const int NameColumn = 28;

    /// <summary>Gives a command its --help.</summary>
    public static void Attach(Command command, HelpText help) => command.Options.Add(new HelpOption { Action = help });

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
        return ExitCodes.Done;
    }

    public void Write(Command command, TextWriter output)
    {
        output.WriteLine(command.Description);
        output.WriteLine();
        output.WriteLine($"Usage: {usage}");
        if (command.Subcommands.Count > 0)
            WriteSection(output, "Commands", command.Subcommands.Select(each => (each.Name, each.Description ?? "")));
        if (command.Arguments.Count > 0)
            WriteSection(output, "Arguments", command.Arguments.Select(each => (each.HelpName ?? each.Name, each.Description ?? "")));
        foreach (var group in groups)
            WriteSection(output, group.Title, group.Options.Select(each => ($"{each.Name} {each.HelpName}".TrimEnd(), each.Description ?? "")));
        if (footer.Length > 0)
        {
            output.WriteLine();
            output.WriteLine(footer);
        }
    }

    private static void WriteSection(TextWriter output, string title, IEnumerable<(string Name, string Text)> rows)
    {
        output.WriteLine();
        output.WriteLine($"{title}:");
        foreach (var (name, text) in rows)
        {
            var first = $"  {name}".PadRight(NameColumn);
            foreach (var line in TextWrapping.Lines(text, Width - NameColumn))
            {
                output.WriteLine(first + line);
                first = new string(' ', NameColumn);
            }
        }
    }
}
