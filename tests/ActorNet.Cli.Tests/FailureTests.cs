using System.CommandLine;
using ActorNet.Actors.Hosting;
using ActorNet.Learning;
using ActorNet.Learning.Training;

namespace ActorNet.Cli.Tests;

public class FailureTests
{
    private static readonly InvalidInputException Fault = new(
        nameof(TrainingSpec.Network), "1-2", "another network", $"set {new ParameterName(nameof(ClusterOptions.Certificates))}");

    [Fact]
    public void Parameter_is_named_by_its_option() => Assert.Equal(
        new Failure("--network is '1-2'; allowed is another network; set --certs (or ACTORNET_CERTS).", 2),
        Failure.Of(Fault, Command("--network", "--certs")));

    [Fact]
    public void Option_that_the_command_does_not_have_is_not_named()
    {
        var failure = new Failure("Network is '1-2'; allowed is another network; set certificates.", 2);
        Assert.Equal(failure, Failure.Of(Fault, Command("--out")));
        Assert.Equal(failure, Failure.Of(Fault, command: null));
    }

    private static Command Command(params string[] options)
    {
        var command = new Command("command");
        foreach (var option in options)
            command.Options.Add(new Option<string>(option));
        return command;
    }
}
