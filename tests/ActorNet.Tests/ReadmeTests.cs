using System.Reflection;
using System.Text.RegularExpressions;

namespace ActorNet.Tests;

/// <summary>Runs the program that is compiled from the README, and checks its output.</summary>
public class ReadmeTests
{
    [Fact]
    public void Program_trains_evaluates_and_prints_accuracy_and_hash()
    {
        var output = new StringWriter();
        var console = Console.Out;
        Console.SetOut(output);
        try
        {
            Assembly.Load("ActorNet.ReadmeProgram").EntryPoint!.Invoke(null, [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(console);
        }

        var lastLine = output.ToString().TrimEnd().Split('\n')[^1];
        var match = Regex.Match(lastLine, @"accuracy (?<accuracy>[\d.]+) ?%, weights [0-9a-f]{64}");
        Assert.True(match.Success, $"The program's last line is: {lastLine}");
        Assert.InRange(double.Parse(match.Groups["accuracy"].Value, System.Globalization.CultureInfo.InvariantCulture), 90, 100);
    }
}
