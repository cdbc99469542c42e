using System.Runtime.Serialization;
using ActorNet.Actors.Hosting;
using ActorNet.Actors.Serialization;
using ActorNet.Coordination.Messages;
using ActorNet.Protocol;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace ActorNet.Actors.Tests.Serialization;

/// <summary>Every control message passes through the serializer that Akka.Remote uses, and nothing else does.</summary>
public class ControlMessageSerializerTests() : Akka.TestKit.Xunit2.TestKit(ClusterConfiguration.Of("worker", "127.0.0.1", "127.0.0.1", port: 0))
{
    private static readonly IControlMessage[] Samples =
    [
        new JoinRun("häuschen-12", 3, "actornet 0.1.0", 1, "ab12"),
        new JoinChallenge("cd34"),
        new JoinProof("ef56"),
        new RunOffered("20261122-201530-3f9a", 2, "alice-2", """{"network":"784-10"}""", new DatasetOffered("mnist", "ab", 1L << 40), "[::1]:4710", "token", "proof"),
        new DatasetOffered("", "", long.MinValue),
        new WorkerExit(WorkerExitReason.OtherVersion, "3 and 4"),
        new WorkerRejected(new WorkerExit(WorkerExitReason.WorkerFailed, "No.")),
        new WorkerReady("r", int.MaxValue, "w"),
        new WorkerAdmitted("r", 0),
        new LeaveRun("r", -1, "w"),
        new ExpectPeer("r", 2, 7), new PeerExpected("r", 2, 7, "ef56"), new ConnectPeer("r", 2, 7, "[::1]:4242", "ef56"), new PeerConnected("r", 2, 7),
        new PeerLost("r", 2, 7, "Es ist weg: häuschen."),
    ];

    private Serializer ForMessages => Sys.Serialization.FindSerializerFor(Samples[0]);

    public static TheoryData<Type> MessageTypes => [.. ControlMessageSerializer.MessageTypes];

    [Theory]
    [MemberData(nameof(MessageTypes))]
    public void Every_control_message_round_trips(Type type)
    {
        var message = Assert.Single(Samples, sample => sample.GetType() == type);
        var serializer = Assert.IsType<ControlMessageSerializer>(Sys.Serialization.FindSerializerFor(message));
        Assert.Equal(message, serializer.FromBinary<object>(serializer.ToBinary(message)));
    }

    [Fact]
    public void Other_messages_are_not_serialized()
    {
        var error = Assert.Throws<SerializationException>(() => ForMessages.ToBinary(new RegisterWorker("w")));
        Assert.Contains("RegisterWorker is not a control message", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Type_without_a_serializer_is_an_error() =>
        Assert.ThrowsAny<Exception>(() => Sys.Serialization.FindSerializerFor(new RegisterWorker("w")));

    [Fact]
    public void Bytes_that_name_another_type_are_rejected_before_it_is_created()
    {
        var hyperion = new Hyperion.Serializer();
        using var stream = new MemoryStream();
        hyperion.Serialize(new Uninvited(), stream);
        Uninvited.Created = 0;
        Assert.Throws<SerializationException>(() => ForMessages.FromBinary<object>(stream.ToArray()));
        Assert.Equal(0, Uninvited.Created);
    }

    [Fact]
    public void Damaged_bytes_throw_the_exception_that_keeps_the_connection_open()
    {
        var bytes = ForMessages.ToBinary(Samples[3]);
        for (var i = 0; i < bytes.Length; i++)
        {
            var damaged = bytes.ToArray();
            damaged[i] ^= 0xff;
            var error = Record.Exception(() => ForMessages.FromBinary<object>(damaged));
            Assert.True(error is null or SerializationException, $"Byte {i}: {error}");
        }
    }

    /// <summary>
    /// Nothing is created for a message that no sender produces: neither a claimed text of two gigabytes nor a message without its parts.
    /// </summary>
    [Fact]
    public void Truncated_or_oversized_message_is_rejected()
    {
        var whole = ForMessages.ToBinary(new WorkerRejected(new WorkerExit(WorkerExitReason.WorkerFailed, "No.")));
        var text = whole.Length - 5; // the last five bytes: 7 for a text, 4 for its length plus 1, three characters
        byte[][] hostile =
        [
            [.. whole[..text], 7, 255, 255, 255, 255, 127, .. "No."u8],
            [.. whole[..text], 7, 200, .. "No."u8],
            [.. whole[..text], 0],
            [.. whole[..text], 7, 0],
            [.. whole[..text], 7, 4, 0xC3, 0x28, 0x28],
            [.. whole[..text], .. whole],
            [.. whole, 0],
            whole[..^1],
            [],
        ];
        foreach (var bytes in hostile)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<SerializationException>(() => ForMessages.FromBinary<object>(bytes));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
        }
    }

    /// <summary>Half a megabyte of nested messages would overflow the stack, which cannot be caught.</summary>
    [Fact]
    public void Nested_messages_are_rejected()
    {
        var whole = ForMessages.ToBinary(new RunOffered("r", 1, "w", "s", new DatasetOffered("d", "s", 1), "e", "t"));
        var dataset = ForMessages.ToBinary(new DatasetOffered("d", "s", 1));
        var outer = whole[..whole.AsSpan().IndexOf(dataset)];
        byte[] hostile = [.. Enumerable.Repeat(outer, 500_000 / outer.Length).SelectMany(part => part), .. whole];
        Assert.Throws<SerializationException>(() => ForMessages.FromBinary<object>(hostile));
    }

    private sealed class Uninvited
    {
        public Uninvited() => Created++;

        public static int Created { get; set; }
    }
}
