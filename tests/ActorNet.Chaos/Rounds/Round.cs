using ActorNet.Chaos.Environments;
using ActorNet.Chaos.Plan;
using ActorNet.TestKit.Processes;

namespace ActorNet.Chaos.Rounds;

/// <summary>A running round: trainers, workers, and the faults that are injected.</summary>
internal abstract class Round(ChaosPlan plan, TestEnvironment environment, string expectedWeights)
{
    /// <summary>Without an event for this long, the round hangs. Longer than any step takes on a busy machine.</summary>
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaxRestartDelay = TimeSpan.FromSeconds(2);

    private readonly List<WorkerNode> _workers = [];
    private int _progress;
    private long _progressAt = TimeProvider.System.GetTimestamp();

    /// <summary>The processes that train or can take over.</summary>
    protected List<TrainerNode> Trainers { get; } = [];

    /// <summary>The trainer that trains at the moment.</summary>
    protected abstract TrainerNode Active { get; }

    /// <summary>Whether a trainer may exit by itself, because others continue.</summary>
    protected virtual bool MayExit => false;

    public int Restarts => Trainers.Sum(trainer => trainer.Restarts);

    /// <summary>Starts all processes, injects the faults, and verifies the result.</summary>
    /// <exception cref="ChaosException">The round failed.</exception>
    /// <exception cref="ProcessFailedException">A process failed or timed out.</exception>
    public async Task RunAsync()
    {
        foreach (var trainer in Trainers)
            trainer.Start();
        await WaitUntilReadyAsync();
        foreach (var worker in _workers)
            worker.Start();
        await WaitForExpulsionAsync();
        foreach (var fault in plan.Faults)
        {
            if (!await WaitForStepAsync((long)(fault.At * plan.Training.Steps)))
                break;
            await Task.Delay(fault.Delay);
            await InjectAsync(fault);
        }

        await WaitForRunEndAsync();
        await Task.WhenAll(_workers.Select(worker => worker.WaitForRunEndAsync()));
        foreach (var process in environment.Processes)
            Check(process.HasExited, $"{process.Name} is still running");
    }

    /// <summary>Waits until workers can be started.</summary>
    protected virtual Task WaitUntilReadyAsync() => Task.CompletedTask;

    /// <summary>Adds a worker; the first is number 1.</summary>
    protected void AddWorker(int number, IReadOnlyList<string> arguments)
    {
        var name = FormattableString.Invariant($"w{number}");
        environment.Networks.AddHost(name);
        _workers.Add(new WorkerNode(environment, name, arguments, plan.Lie?.Worker == number - 1 ? plan.Lie : null));
    }

    /// <summary>Ends the active trainer by a signal, and restarts it after a while.</summary>
    protected async Task RestartTrainerAsync(Fault fault, Signal signal, Action<TrainerNode>? meanwhile = null)
    {
        var trainer = Active;
        if (!await trainer.EndWithSignalAsync(signal))
            return;
        meanwhile?.Invoke(trainer);
        await Task.Delay(fault.Duration < MaxRestartDelay ? fault.Duration : MaxRestartDelay);
        trainer.Start();
    }

    protected async Task PartitionAsync(TimeSpan duration, params IReadOnlyList<string> hosts)
    {
        foreach (var host in hosts)
            environment.Networks.SetConnected(host, false);
        await Task.Delay(duration);
        foreach (var host in hosts)
            environment.Networks.SetConnected(host, true);
    }

    /// <summary>Disconnects a worker from the next one.</summary>
    private async Task PartitionPeersAsync(Fault fault)
    {
        var (worker, peer) = (WorkerOf(fault).Name, _workers[(fault.Target + 1) % _workers.Count].Name);
        environment.Networks.SetReachable(worker, peer, false);
        await Task.Delay(fault.Duration);
        environment.Networks.SetReachable(worker, peer, true);
    }

    protected virtual Task PartitionTrainerAsync(Fault fault) => PartitionAsync(fault.Duration, Active.Name);

    protected void VerifyRun(TrainerNode trainer) => RunVerifier.Check(trainer.Run, plan.Training, expectedWeights);

    protected static void Check(bool condition, string problem)
    {
        if (!condition)
            throw new ChaosException(problem);
    }

    protected WorkerNode WorkerOf(Fault fault) => _workers[fault.Target % _workers.Count];

    private async Task InjectAsync(Fault fault)
    {
        if (fault.Kind is not (FaultKind.FillDisk or FaultKind.KillWorker or FaultKind.TerminateWorker))
            _workers.ForEach(worker => worker.IsDisturbed = true);
        switch (fault.Kind)
        {
            case FaultKind.KillTrainer:
                await RestartTrainerAsync(fault, Signal.Kill);
                break;
            case FaultKind.TerminateTrainer:
                await RestartTrainerAsync(fault, Signal.Terminate);
                break;
            case FaultKind.CorruptCheckpoint:
                await RestartTrainerAsync(fault, Signal.Kill, trainer => CheckpointCorruption.Apply(trainer.Run, fault.Detail));
                break;
            case FaultKind.PauseTrainer:
                await PauseTrainerAsync(fault);
                break;
            case FaultKind.FillDisk:
                await FillDiskAsync(Active, fault.Duration);
                break;
            case FaultKind.FillDiskAndKillTrainer:
                Active.Disk.Fill();
                await Task.Delay(fault.Duration);
                await RestartTrainerAsync(fault, Signal.Kill, trainer => trainer.Disk.Empty());
                break;
            case FaultKind.KillWorker:
                await WorkerOf(fault).ReplaceAsync(Signal.Kill, fault.Duration);
                break;
            case FaultKind.TerminateWorker:
                await WorkerOf(fault).ReplaceAsync(Signal.Terminate, fault.Duration);
                break;
            case FaultKind.PauseWorker:
                await PauseWorkerAsync(fault);
                break;
            case FaultKind.PartitionWorker:
                await PartitionAsync(fault.Duration, WorkerOf(fault).Name);
                break;
            case FaultKind.PartitionPeers:
                await PartitionPeersAsync(fault);
                break;
            case FaultKind.PartitionTrainer:
                await PartitionTrainerAsync(fault);
                break;
        }
    }

    private async Task PauseTrainerAsync(Fault fault)
    {
        var trainer = Active;
        if (!trainer.TrySend(Signal.Stop))
            return;
        await Task.Delay(fault.Duration);
        trainer.TrySend(Signal.Continue);
    }

    private async Task PauseWorkerAsync(Fault fault)
    {
        var worker = WorkerOf(fault);
        await worker.RestartIfExitedAsync();
        worker.Process.Send(Signal.Stop);
        await Task.Delay(fault.Duration);
        worker.Process.Send(Signal.Continue);
    }

    private static async Task FillDiskAsync(TrainerNode trainer, TimeSpan duration)
    {
        trainer.Disk.Fill();
        await Task.Delay(duration);
        trainer.Disk.Empty();
    }

    /// <summary>Waits for a step.</summary>
    /// <returns>False if the run ends before it.</returns>
    private async Task<bool> WaitForStepAsync(long step)
    {
        while (true)
        {
            if (StepsDone() >= step)
                return true;
            if (!await PollAsync($"step {step}"))
                return false;
        }
    }

    /// <summary>
    /// Waits until a worker that lies is expelled. Faults come later: the states that a run can rewind to are lost with its coordinator, and
    /// a worker that is not there any more is not audited.
    /// </summary>
    private async Task WaitForExpulsionAsync()
    {
        if (_workers.Find(worker => worker.IsLying) is not { } liar)
            return;
        while (liar.IsLying)
            Check(await PollAsync($"the expulsion of {liar.Name}"), $"the run ended, and {liar.Name} ({plan.Lie}) was not expelled");
    }

    private async Task WaitForRunEndAsync()
    {
        while (await PollAsync("the end of the run"))
        {
        }

        foreach (var trainer in Trainers)
            await trainer.WaitForRunEndAsync();
        var done = Trainers.Where(trainer => trainer.IsDone).ToList();
        foreach (var trainer in done)
        {
            var weights = trainer.Process.LastObject.GetProperty("weightsSha256").GetString();
            Check(weights == expectedWeights, $"{trainer.Name} reports the weights {weights} instead of {expectedWeights}");
        }

        VerifyRun(done.MaxBy(trainer => trainer.Process.LastStepAt)!);
    }

    /// <summary>Waits a moment, restarts processes that exited before the run's end, and checks that there is progress.</summary>
    /// <param name="awaited">Named in the error if there is no progress.</param>
    /// <returns>False if the run is over.</returns>
    private async Task<bool> PollAsync(string awaited)
    {
        foreach (var trainer in Trainers.Where(trainer => trainer.Process.HasExited))
        {
            if (trainer.IsDone)
                return false;
            var code = await trainer.Process.WaitForExitAsync();
            Check(
                code == 1 && (trainer.Disk.WasFull || MayExit),
                $"{trainer.Name} exited with {code} by itself. {trainer.Process.Transcript}");
            trainer.Start();
        }

        foreach (var worker in _workers)
            await worker.RestartIfExitedAsync();
        await Task.Delay(PollInterval);
        var progress = Trainers.Sum(trainer => trainer.Process.EventCount) + 1_000_000 * Restarts;
        if (progress != _progress)
            (_progress, _progressAt) = (progress, TimeProvider.System.GetTimestamp());
        if (TimeProvider.System.GetElapsedTime(_progressAt) <= ResponseTimeout)
            return true;
        var outputs = Trainers.Select(trainer => $"{trainer.Name}: {trainer.Process.Transcript}")
            .Concat(_workers.Select(worker => $"{worker.Name}: {worker.Process.Transcript}"));
        throw new ChaosException(
            $"No progress for {ResponseTimeout.TotalSeconds} s while waiting for {awaited}.\n{string.Join("\n", outputs)}");
    }

    private long StepsDone() => Active.Process.LastEvent("steps-completed") is { } steps ? steps.GetProperty("step").GetInt64() : 0;
}
