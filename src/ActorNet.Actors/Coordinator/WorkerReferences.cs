using Akka.Actor;

namespace ActorNet.Actors.Coordinator;

/// <summary>Which actor is the worker of which number in the run's roster.</summary>
internal sealed class WorkerReferences
{
    private readonly Dictionary<IActorRef, int> _numbers = [];
    private readonly Dictionary<int, IActorRef> _actors = [];

    /// <summary>The actor of a worker on the roster.</summary>
    public IActorRef this[int number] => _actors[number];

    /// <summary>The number of the worker that an actor is; -1 where it is none.</summary>
    public int NumberOf(IActorRef actor) => _numbers.GetValueOrDefault(actor, -1);

    public void Add(IActorRef actor, int number) => (_numbers[actor], _actors[number]) = (number, actor);

    public void Remove(int number)
    {
        if (_actors.Remove(number, out var actor))
            _numbers.Remove(actor);
    }
}
