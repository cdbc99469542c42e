using ActorNet.Actors.Hosting;
using ActorNet.Coordination.Training;
using ActorNet.Data.Csv;
using ActorNet.Data.Mnist;

namespace ActorNet.Cli.Arguments;

/// <summary>The options that set the library's parameters: the library knows no options, so its errors name parameters.</summary>
internal static class OptionNames
{
    private static readonly Dictionary<string, string> Options = new(
        HyperParameters.All.Select(each => KeyValuePair.Create(each.Parameter, each.Name)))
    {
        [nameof(TrainerOptions.Workers)] = "--workers",
        [nameof(TrainerOptions.Threads)] = "--threads",
        [nameof(TrainerOptions.CheckpointEverySteps)] = "--checkpoint-every",
        [nameof(ClusterOptions.Listen)] = "--listen",
        [nameof(ClusterOptions.ClusterPort)] = "--cluster-port",
        [nameof(ClusterOptions.Peers)] = "--peers",
        [nameof(ClusterOptions.Certificates)] = "--certs (or ACTORNET_CERTS)",
        [nameof(ClusterOptions.IsInsecure)] = "--insecure",
        [nameof(ClusterWorkerOptions.Join)] = "--join",
        [nameof(ClusterWorkerOptions.Name)] = "--name",
        [DataFolders.Parameter] = "--data",
        [nameof(CsvOptions.Task)] = "--task",
        [RunDirectory.ResumeParameter] = "--resume",
    };

    /// <summary>The option by which <paramref name="command"/> sets a parameter, or the parameter in words where it has none.</summary>
    public static string NameOf(ParameterName parameter, Command? command) =>
        Options.TryGetValue(parameter.Name, out var option) && command?.Options.Any(each => each.Name == option.Split(' ')[0]) == true
            ? option : parameter.Words;
}
