using Akka.Actor;

namespace ActorNet.Actors.Coordinator;

/// <summary>Maps workers' actors to their numbers in the roster, and back.</summary>
internal sealed class WorkerReferences
{
    private readonly Dictionary<IActorRef, int> _numbers = [];
    private readonly Dictionary<int, IActorRef> _actors = [];

    public IActorRef this[int number] => _actors[number];

    public bool Has(int number) => _actors.ContainsKey(number);

    /// <summary>The worker's number; -1 for an unknown actor.</summary>
    public int NumberOf(IActorRef actor) => _numbers.GetValueOrDefault(actor, -1);

    public void Add(IActorRef actor, int number) => (_numbers[actor], _actors[number]) = (number, actor);

    public void Remove(int number)
    {
        if (_actors.Remove(number, out var actor))
            _numbers.Remove(actor);
    }
}
