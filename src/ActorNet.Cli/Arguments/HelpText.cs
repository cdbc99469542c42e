using System.CommandLine.Help;
using System.CommandLine.Invocation;
using ActorNet.Cli.Tables;

namespace ActorNet.Cli.Arguments;

/// <summary>The help of a command: what it does, how it is called, and its commands or options in their groups.</summary>
internal sealed class HelpText(string usage, IReadOnlyList<OptionGroup> groups, string footer = "") : SynchronousCommandLineAction
{
    private const int Width = 110;
    private const int NameColumn = 28;

    public override bool ClearsParseErrors => true;

    /// <summary>Gives a command its options and its --help.</summary>
    public static Command Attach(Command command, string usage, IReadOnlyList<OptionGroup> groups, string footer = "")
    {
        foreach (var option in groups.SelectMany(group => group.Options))
            command.Options.Add(option);
        command.Options.Add(new HelpOption { Action = new HelpText(usage, groups, footer) });
        return command;
    }

    /// <summary>A command that only has subcommands; without one it prints its help.</summary>
    public static Command Group(string name, string description, IEnumerable<Command> subcommands, string footer = "")
    {
        var command = new Command(name, description);
        foreach (var subcommand in subcommands)
            command.Subcommands.Add(subcommand);
        var help = new HelpText($"actornet {name} COMMAND [options]", [], footer);
        command.SetAction(parsed => help.Invoke(parsed));
        command.Options.Add(new HelpOption { Action = help });
        return command;
    }

    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
        return ExitCodes.Done;
    }

    private void Write(Command command, TextWriter output)
    {
        output.WriteLine(command.Description);
        output.WriteLine();
        output.WriteLine($"Usage: {usage}");
        if (command.Subcommands.Count > 0)
            WriteSection(output, "Commands", command.Subcommands.Select(each => (each.Name, each.Description ?? "")));
        if (command.Arguments.Count > 0)
            WriteSection(output, "Arguments", command.Arguments.Select(each => (each.HelpName ?? each.Name, each.Description ?? "")));
        foreach (var group in groups)
            WriteSection(
                output, group.Title, group.Options.Select(each => ($"{each.Name} {each.HelpName}".TrimEnd(), each.Description ?? "")));
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

/// <summary>Options that belong together, in the order the help shows them.</summary>
internal sealed record OptionGroup(string Title, IReadOnlyList<Option> Options);
