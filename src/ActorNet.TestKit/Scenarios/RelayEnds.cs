using Akka.Actor;

namespace ActorNet.TestKit.Scenarios;

/// <summary>
/// Where an actor of a test stands between the coordinator and a worker: what the coordinator tells the worker, and what arrives from the
/// worker, comes to this actor, from the sender <see cref="ToCoordinator"/> or <see cref="ToWorker"/>. It goes on where the actor tells it.
/// </summary>
/// <param name="Worker">The worker's name.</param>
/// <param name="ToWorker">Passes messages to the worker.</param>
/// <param name="ToCoordinator">Passes messages to the coordinator.</param>
public sealed record RelayEnds(string Worker, IActorRef ToWorker, IActorRef ToCoordinator);
