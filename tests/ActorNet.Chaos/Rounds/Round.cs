using ActorNet.Chaos.Plan;
using ActorNet.Chaos.World;
using ActorNet.Cluster.Tests.Harness;

namespace ActorNet.Chaos.Rounds;

/// <summary>A round under way: who trains, who works, and what happens to them.</summary>
internal abstract class Round(ChaosPlan plan, Stage stage, string expectedWeights)
{
    /// <summary>No event for so long, and it hangs: longer than anything should take, on a machine with much else to do.</summary>
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly List<WorkerSlot> _workers = [];
    private int _told;
    private long _changed = TimeProvider.System.GetTimestamp();

    /// <summary>What is trained, and what happens.</summary>
    protected ChaosPlan Plan => plan;

    /// <summary>Where.</summary>
    protected Stage Stage => stage;

    /// <summary>Who trains, or can take over.</summary>
    protected List<TrainerSlot> Trainers { get; } = [];

    /// <summary>Who trains at the moment.</summary>
    protected abstract TrainerSlot Active { get; }

    /// <summary>Whether who trains may end by itself, since others go on.</summary>
    protected virtual bool MayStop => false;

    /// <summary>How often who trains was started again.</summary>
    public int Restarts => Trainers.Sum(trainer => trainer.Restarts);

    /// <summary>Starts everything, lets everything happen, and checks what has come out.</summary>
    /// <exception cref="ChaosException">It went wrong.</exception>
    /// <exception cref="InvalidOperationException">A process did what it should not, or nothing for too long.</exception>
    public async Task RunAsync()
    {
        foreach (var trainer in Trainers)
            trainer.Start();
        await ReadyAsync();
        foreach (var worker in _workers)
            worker.Start();
        foreach (var misfortune in plan.Misfortunes)
        {
            if (!await IsReachedAsync((long)(misfortune.At * plan.Training.Steps)))
                break;
            await Task.Delay(misfortune.Delay);
            await ApplyAsync(misfortune);
        }

        await EndAsync();
        await Task.WhenAll(_workers.Select(worker => worker.LeaveAsync()));
        foreach (var process in Stage.Processes)
            Check(process.HasEnded, $"{process.Name} is left");
    }

    /// <summary>Awaits that workers can be started.</summary>
    protected virtual Task ReadyAsync() => Task.CompletedTask;

    /// <summary>Adds a worker.</summary>
    protected void AddWorker(string name, IReadOnlyList<string> arguments)
    {
        stage.Networks.AddHost(name);
        _workers.Add(new WorkerSlot(stage, name, arguments));
    }

    /// <summary>Ends who trains by a signal, and starts it again after a while.</summary>
    protected async Task ReplaceTrainerAsync(Misfortune misfortune, Signal signal, Action<TrainerSlot>? meanwhile = null)
    {
        var trainer = Active;
        if (!await trainer.EndByAsync(signal))
            return;
        meanwhile?.Invoke(trainer);
        await Task.Delay(misfortune.Duration < LongestPause ? misfortune.Duration : LongestPause);
        trainer.Start();
    }

    /// <summary>Cuts hosts off for a while.</summary>
    protected async Task CutAsync(TimeSpan duration, params IReadOnlyList<string> hosts)
    {
        foreach (var host in hosts)
            stage.Networks.SetJoined(host, false);
        await Task.Delay(duration);
        foreach (var host in hosts)
            stage.Networks.SetJoined(host, true);
    }

    /// <summary>Cuts off who trains.</summary>
    protected virtual Task CutTrainerAsync(Misfortune misfortune) => CutAsync(misfortune.Duration, Active.Name);

    /// <summary>Checks a run's folder against what it must be in the end.</summary>
    protected void CheckOutcome(TrainerSlot trainer) => Outcome.Check(trainer.Run, plan.Training, expectedWeights);

    /// <summary>Checks something.</summary>
    protected static void Check(bool condition, string otherwise)
    {
        if (!condition)
            throw new ChaosException(otherwise);
    }

    /// <summary>A worker of this round.</summary>
    protected WorkerSlot WorkerOf(Misfortune misfortune) => _workers[misfortune.Target % _workers.Count];

    private async Task ApplyAsync(Misfortune misfortune)
    {
        if (misfortune.Kind is not (MisfortuneKind.FillDisk or MisfortuneKind.KillWorker or MisfortuneKind.TerminateWorker))
            _workers.ForEach(worker => worker.IsDisturbed = true);
        switch (misfortune.Kind)
        {
            case MisfortuneKind.KillTrainer:
                await ReplaceTrainerAsync(misfortune, Signal.Kill);
                break;
            case MisfortuneKind.TerminateTrainer:
                await ReplaceTrainerAsync(misfortune, Signal.Terminate);
                break;
            case MisfortuneKind.DamageCheckpoint:
                await ReplaceTrainerAsync(misfortune, Signal.Kill, trainer => CheckpointDamage.Inflict(trainer.Run, misfortune.Detail));
                break;
            case MisfortuneKind.StopTrainer:
                await StopTrainerAsync(misfortune);
                break;
            case MisfortuneKind.FillDisk:
                await FillAsync(Active, misfortune.Duration);
                break;
            case MisfortuneKind.FillDiskAndKillTrainer:
                Active.Disk.Fill();
                await Task.Delay(misfortune.Duration);
                await ReplaceTrainerAsync(misfortune, Signal.Kill, trainer => trainer.Disk.Empty());
                break;
            case MisfortuneKind.KillWorker:
                await WorkerOf(misfortune).ReplaceAsync(Signal.Kill, misfortune.Duration);
                break;
            case MisfortuneKind.TerminateWorker:
                await WorkerOf(misfortune).ReplaceAsync(Signal.Terminate, misfortune.Duration);
                break;
            case MisfortuneKind.StopWorker:
                await StopWorkerAsync(misfortune);
                break;
            case MisfortuneKind.CutWorker:
                await CutAsync(misfortune.Duration, WorkerOf(misfortune).Name);
                break;
            case MisfortuneKind.CutTrainer:
                await CutTrainerAsync(misfortune);
                break;
        }
    }

    private async Task StopTrainerAsync(Misfortune misfortune)
    {
        var trainer = Active;
        if (!trainer.TrySend(Signal.Stop))
            return;
        await Task.Delay(misfortune.Duration);
        trainer.TrySend(Signal.Continue);
    }

    private async Task StopWorkerAsync(Misfortune misfortune)
    {
        var worker = WorkerOf(misfortune);
        await worker.ReviveAsync();
        worker.Process.Send(Signal.Stop);
        await Task.Delay(misfortune.Duration);
        worker.Process.Send(Signal.Continue);
    }

    private static async Task FillAsync(TrainerSlot trainer, TimeSpan duration)
    {
        trainer.Disk.Fill();
        await Task.Delay(duration);
        trainer.Disk.Empty();
    }

    /// <summary>Awaits that so many steps are done.</summary>
    /// <returns>False where the run is over before.</returns>
    private async Task<bool> IsReachedAsync(long step)
    {
        while (true)
        {
            if (StepsDone() >= step)
                return true;
            if (!await LookAsync($"step {step}"))
                return false;
        }
    }

    /// <summary>Awaits the end of the run.</summary>
    private async Task EndAsync()
    {
        while (await LookAsync("the end of the run"))
        {
        }

        foreach (var trainer in Trainers)
            await trainer.LeaveAsync();
        var done = Trainers.Where(trainer => trainer.IsDone).ToList();
        foreach (var trainer in done)
        {
            var weights = trainer.Process.LastObject.GetProperty("weightsSha256").GetString();
            Check(weights == expectedWeights, $"{trainer.Name} says that its weights are {weights} instead of {expectedWeights}");
        }

        CheckOutcome(done.MaxBy(trainer => trainer.Process.LastStepAt)!);
    }

    /// <summary>Waits a moment, starts again who has ended before the run, and sees that there is progress.</summary>
    /// <param name="awaited">What for, if it does not come.</param>
    /// <returns>False where the run is over.</returns>
    private async Task<bool> LookAsync(string awaited)
    {
        foreach (var trainer in Trainers.Where(trainer => trainer.Process.HasEnded))
        {
            if (trainer.IsDone)
                return false;
            var code = await trainer.Process.EndAsync();
            Check(code == 1 && (trainer.Disk.WasFull || MayStop), $"{trainer.Name} ended with {code} by itself. {trainer.Process.Said}");
            trainer.Start();
        }

        foreach (var worker in _workers)
            await worker.ReviveAsync();
        await Task.Delay(LookEvery);
        var told = Trainers.Sum(trainer => trainer.Process.EventCount) + 1_000_000 * Restarts;
        if (told != _told)
            (_told, _changed) = (told, TimeProvider.System.GetTimestamp());
        if (TimeProvider.System.GetElapsedTime(_changed) > ResponseTimeout)
            throw new ChaosException(
                $"Nothing has happened for {ResponseTimeout.TotalSeconds} s while {awaited} was awaited.\n{string.Join("\n", Trainers.Select(trainer => $"{trainer.Name}: {trainer.Process.Said}").Concat(_workers.Select(worker => $"{worker.Name}: {worker.Process.Said}")))}");
        return true;
    }

    private long StepsDone() => Active.Process.LastEvent("steps-completed") is { } steps ? steps.GetProperty("step").GetInt64() : 0;
}
