using System.Reflection;
using System.Text.RegularExpressions;

namespace ActorNet.Tests;

/// <summary>Runs the programs that are compiled from the README, and compares their output with what it shows below each.</summary>
public partial class ReadmeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Program_prints_what_the_page_shows(int number)
    {
        var output = new StringWriter();
        var console = Console.Out;
        Console.SetOut(output);
        try
        {
            var program = Assembly.Load("ActorNet.ReadmeProgram").GetType($"Readme.Program{number}.Program")!;
            await (Task)program.GetMethod("Main")!.Invoke(null, null)!;
        }
        finally
        {
            Console.SetOut(console);
        }

        var readme = File.ReadAllText(Path.Combine(FindRoot(AppContext.BaseDirectory), "README.md")).ReplaceLineEndings("\n");
        Assert.Equal(ProgramAndOutput().Matches(readme)[number - 1].Groups["output"].Value, output.ToString().ReplaceLineEndings("\n"));
    }

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "ActorNet.sln")) ? folder : FindRoot(Path.GetDirectoryName(folder)!);

    [GeneratedRegex("```csharp\n.*?```\n\n```\n(?<output>.*?)```", RegexOptions.Singleline)]
    private static partial Regex ProgramAndOutput();
}
