using System.Text.Json;
using System.Text.RegularExpressions;
using ActorNet.Learning.Matrices;
using ActorNet.Learning.Numerics;

namespace ActorNet.Cli.Tests;

/// <summary>The law on other hardware: the runtime disables what this processor has, down to no vectors at all.</summary>
public sealed class VectorWidthTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);
    private static readonly string[] Switches = ["DOTNET_EnableAVX512", "DOTNET_EnableAVX2", "DOTNET_EnableHWIntrinsic"];

    private readonly string _folder = Directory.CreateTempSubdirectory("actornet-width-").FullName;

    public VectorWidthTests()
    {
        var rows = Enumerable.Range(0, 300)
            .Select(i => string.Join(',', Enumerable.Range(1, 19).Select(f => (i * f * f % 23) - 11)) + $",{i % 3}");
        var header = string.Join(',', Enumerable.Range(1, 19).Select(f => $"f{f}")) + ",class";
        File.WriteAllLines(Path.Combine(_folder, "table.csv"), [header, .. rows]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("--activation relu --optimizer momentum --batch 33")]
    [InlineData("--activation tanh --cost quadratic --output sigmoid --optimizer adam --batch 128")]
    [InlineData("--activation softplus --output sigmoid --optimizer nesterov --schedule cosine --l2 0.001 --batch 33")]
    [InlineData("--activation sigmoid --optimizer adagrad --init scaled-normal --batch 10")]
    public async Task Weights_are_the_same_without_parts_of_the_hardware(string options)
    {
        string[] arguments = ["train", "--dataset", "table.csv", "--task", "classification", "--network", "19-21-9-3",
            "--epochs", "3", "--workers", "2", "--json", "--quiet", .. options.Split(' ')];

        var expected = await WeightsOf(arguments);
        foreach (var name in Switches)
        {
            var weights = await WeightsOf(arguments, (name, "0"));
            Assert.True(expected == weights, $"With {name}=0 the weights are {weights} instead of {expected}.");
        }
    }

    [Fact]
    public async Task Switches_do_take_the_hardware_away()
    {
        Assert.Equal(Kernels.VectorBits, await BitsOf());
        Assert.InRange(await BitsOf((Switches[0], "0")), 32, 256);
        Assert.InRange(await BitsOf((Switches[1], "0")), 32, 128);
        Assert.Equal(32, await BitsOf((Switches[2], "0")));
    }

    private async Task<string> WeightsOf(string[] arguments, params (string Name, string Value)[] environment)
    {
        var output = await OutputOf([.. arguments, "--out", $"run-{Guid.NewGuid():N}"], environment);
        return JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]).RootElement.GetProperty("weightsSha256").GetString()!;
    }

    private async Task<int> BitsOf(params (string Name, string Value)[] environment) =>
        int.Parse(Regex.Match(
            await OutputOf(["--version"], environment), @"(\d+)-bit").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    private async Task<string> OutputOf(IEnumerable<string> arguments, (string Name, string Value)[] environment)
    {
        using var process = CommandProcess.Start(_folder, arguments, environment);
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(Deadline);
        await process.WaitForExitAsync().WaitAsync(Deadline);
        Assert.True(process.ExitCode == 0, await error);
        return output;
    }
}
