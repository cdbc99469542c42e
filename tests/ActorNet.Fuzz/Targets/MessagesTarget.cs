using System.Runtime.Serialization;
using System.Text;
using ActorNet.Actors.Hosting;
using ActorNet.Actors.Serialization;
using ActorNet.Fuzz.Inputs;
using ActorNet.Learning.Numerics;
using ActorNet.Protocol;
using Akka.Actor;

namespace ActorNet.Fuzz.Targets;

/// <summary>Damaged and hostile control messages. What is accepted must be a complete control message, and survive serialization.</summary>
internal sealed class MessagesTarget : FuzzTarget
{
    private static readonly IControlMessage[] Messages =
    [
        new JoinRun("häuschen-12", 3, "actornet 0.1.0", 1),
        new RunOffered(
            "20261122-201530-3f9a", 2, "alice-2", """{"network":"784-10"}""", new DatasetOffered("mnist", new string('a', 64), 1L << 40),
            "[::1]:4710", "token"),
        new DatasetOffered("digits", "ab", 12345),
        new WorkerRejected(new WorkerExit(WorkerExitReason.WorkerFailed, "No.")),
        new WorkerReady("r", int.MaxValue, "w", "10.0.0.1:4242"),
        new WorkerAdmitted("r", 0),
        new LeaveRun("r", -1, "w"),
        new ExpectPeer("r", 1, 7),
        new PeerExpected("r", 1, 7, "token"),
        new ConnectPeer("r", 1, 7, "10.0.0.1:4242", "token"),
        new PeerConnected("r", 1, 7),
        new PeerLost("r", 1, 7, "It is gone."),
    ];

    private static readonly byte[][] Tokens =
    [
        .. Enumerable.Range(0, 32).Concat(Enumerable.Range(240, 16)).Select(value => new[] { (byte)value }),
        [0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [0xFE, 0xFF, 0xFF, 0xFF, 0x7F], .. new[]
        {
            "System.Object[]", "System.String, mscorlib", "System.Diagnostics.Process, System", "System.Collections.Generic.Dictionary`2",
            "ActorNet.Protocol.DatasetOffered, ActorNet.Protocol",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private readonly ActorSystem _system = ActorSystem.Create(
        "fuzz", ClusterConfiguration.Of(ClusterConfiguration.CoordinatorRole, "127.0.0.1", "127.0.0.1", 0));
    private readonly ControlMessageSerializer _serializer;
    private readonly byte[][] _originals;

    public MessagesTarget()
    {
        _serializer = new ControlMessageSerializer((ExtendedActorSystem)_system);
        _originals = [.. Messages.Select(_serializer.ToBinary)];
    }

    public override string Name => "messages";

    /// <summary>A serializer session's tables, and each byte as text and in a table of references.</summary>
    public override long MaxBytes(FuzzInput input) => 64 * 1024 + 64L * input.Bytes.Length;

    public override FuzzInput Generate(SeededRandom random)
    {
        var which = random.NextInt(Messages.Length);
        return new FuzzInput(Mutation.Of(_originals[which], 64, Tokens, _originals, random), Messages[which].GetType().Name);
    }

    public override object Read(FuzzInput input) => _serializer.FromBinary(input.Bytes, typeof(object));

    public override bool IsRejection(Exception error) => error is SerializationException;

    public override string? Verify(FuzzInput input, object accepted)
    {
        ViolationException.ThrowUnless(accepted is IControlMessage, $"{accepted.GetType()} was accepted");
        ViolationException.ThrowUnless(
            MissingIn(accepted) is null, $"{accepted.GetType().Name} was accepted without {MissingIn(accepted)}");
        ViolationException.ThrowUnless(
            _serializer.FromBinary(_serializer.ToBinary(accepted), typeof(object)).Equals(accepted),
            $"{accepted} is not the same after serialization and deserialization");
        return accepted.GetType().Name;
    }

    public override void Dispose()
    {
        _system.Terminate().Wait();
        base.Dispose();
    }

    /// <summary>The first missing part; no part of a control message is optional.</summary>
    private static string? MissingIn(object message)
    {
        foreach (var property in message.GetType().GetProperties())
        {
            var value = property.GetValue(message);
            if (value is null)
                return property.Name;
            if (value is string text && text.Length > 1_000_000)
                return $"a sensible {property.Name}";
            if (value is IControlMessage part && MissingIn(part) is { } missing)
                return $"{property.Name}.{missing}";
        }

        return null;
    }
}
