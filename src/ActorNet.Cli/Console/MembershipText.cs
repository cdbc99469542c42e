namespace ActorNet.Cli.Console;

/// <summary>Workers that join and leave, in a line each. In one process they start with the run, and only a loss is reported.</summary>
internal sealed class MembershipText
{
    private bool _isInCluster;

    /// <summary>What happened as a line, or null where it is not worth one.</summary>
    public string? LineOf(TrainingEvent trainingEvent)
    {
        switch (trainingEvent)
        {
            case CoordinatorListening listening:
                _isInCluster = true;
                return $"Listening at {listening.Endpoint}; join with: actornet worker --join {listening.Join}"
                    + (listening.NeedsCertificate ? " --certs FOLDER" : "") + (listening.NeedsSecret ? " --secret-file FILE" : "")
                    + (listening.IsInsecure ? " --insecure" : "");
            case WaitingForWorkers waiting:
                return Invariant($"Waiting for workers: {waiting.Ready} of {waiting.Needed} ready");
            case WorkerJoined joined when _isInCluster:
                return $"Worker {joined.Worker} joined";
            case WorkerLeft left:
                return $"Worker {left.Worker} left: {left.Reason}";
            case TrainingRewound rewound:
                return Invariant($"Going back to step {rewound.ToStep:N0}: {rewound.Reason}");
            default:
                return null;
        }
    }
}
