using ActorNet.Actors.Dispatch;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;

namespace ActorNet.TestKit.Simulation;

/// <summary>The actor system of all simulations. Its actors run on the thread that sends to them, and its scheduler does nothing.</summary>
internal static class SimulatedActors
{
    private static readonly Lazy<ActorSystem> System = new(() => ActorSystem.Create(
        "simulation",
        ConfigurationFactory.ParseString(
            """
            akka {
              loglevel = OFF
              stdout-loglevel = OFF
              log-dead-letters = off
              scheduler.implementation = "ActorNet.TestKit.Simulation.IdleScheduler, ActorNet.TestKit"
              actor.guardian-supervisor-strategy = "Akka.Actor.StoppingSupervisorStrategy, Akka"
              # The guardian's, and that of children of a test's actor.
              actor.default-dispatcher.executor = "ActorNet.Actors.Dispatch.CallingThreadExecutorConfigurator, ActorNet.Actors"
              actor.internal-dispatcher.executor = "ActorNet.Actors.Dispatch.CallingThreadExecutorConfigurator, ActorNet.Actors"
            }
            """).WithFallback(CallingThreadExecutor.Configuration)));

    public static IActorRefProvider Provider => ((ExtendedActorSystem)System.Value).Provider;

    /// <summary>Starts an actor before it returns.</summary>
    public static TestActorRef<T> Start<T>(Func<T> create) where T : ActorBase => new(
        System.Value, Props.CreateBy(new Producer<T>(create)).WithDispatcher(CallingThreadExecutor.Dispatcher));

    /// <summary>Starts an actor of a test; what it throws goes to <paramref name="onError"/> at once, and stops it.</summary>
    public static IActorRef StartSupervised(Func<ActorBase> create, Action<Exception> onError)
    {
        Props Child() => Props.CreateBy(new Producer<ActorBase>(create)).WithDispatcher(CallingThreadExecutor.Dispatcher);
        return Start(() => new Supervisor(Child(), onError)).UnderlyingActor.Child;
    }

    private sealed class Supervisor : ReceiveActor
    {
        private readonly Action<Exception> _onError;

        public Supervisor(Props child, Action<Exception> onError) => (Child, _onError) = (Context.ActorOf(child), onError);

        public IActorRef Child { get; }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(error =>
        {
            _onError(error is ActorInitializationException { InnerException: { } inner } ? inner : error);
            return Directive.Stop;
        });
    }

    /// <summary>Props.Create compiles its expression, which takes longer than a small run.</summary>
    private sealed class Producer<T>(Func<T> create) : IIndirectActorProducer where T : ActorBase
    {
        public Type ActorType => typeof(T);

        public ActorBase Produce() => create();

        public void Release(ActorBase actor)
        {
        }
    }
}
