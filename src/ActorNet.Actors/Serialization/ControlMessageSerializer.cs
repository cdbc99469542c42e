using System.Collections.Immutable;
using System.Runtime.Serialization;
using ActorNet.Protocol;
using Akka.Actor;
using Akka.Util;
using Hyperion;

namespace ActorNet.Actors.Serialization;

/// <summary>
/// Serializes control messages for Akka.Remote with Hyperion, restricted to the messages of ActorNet.Protocol and the types they consist
/// of. Bytes that name another type, or are not exactly one whole message (<see cref="MessageShape"/>), are rejected before anything is
/// created, so a sender can make the receiver allocate no more than the bytes it sends.
/// </summary>
/// <remarks>Never carries tensors: Hyperion boxes every array element.</remarks>
internal sealed class ControlMessageSerializer : Akka.Serialization.Serializer
{
    /// <summary>The serializer's number in envelopes; Akka's own go up to 40.</summary>
    public const int SerializerId = 4710;

    private readonly Serializer _hyperion;
    private readonly MessageShape[] _shapes;

    /// <summary>Akka calls this constructor, by its configuration.</summary>
    public ControlMessageSerializer(ExtendedActorSystem system) : base(system)
    {
        // Actor references are sent as paths, and resolved in the receiving system.
        var references = Surrogate.Create<ISurrogated, ISurrogate>(from => from.ToSurrogate(system), to => to.FromSurrogate(system));
        _hyperion = new Serializer(SerializerOptions.Default
            .WithVersionTolerance(true)
            .WithPreserveObjectReferences(true)
            .WithIgnoreSerializable(true)
            .WithDisallowUnsafeType(true)
            .WithSurrogates([references])
            .WithTypeFilter(new AllowedTypes([typeof(ActorRefBase.Surrogate), .. MessageTypes])));
        _shapes = MessageShape.Of(MessageTypes, _hyperion);
    }

    /// <summary>All implementations of <see cref="IControlMessage"/> in ActorNet.Protocol.</summary>
    public static ImmutableArray<Type> MessageTypes { get; } =
    [
        .. typeof(IControlMessage).Assembly.GetTypes()
            .Where(type => type is { IsInterface: false, IsAbstract: false } && type.IsAssignableTo(typeof(IControlMessage)))
            .OrderBy(type => type.FullName, StringComparer.Ordinal),
    ];

    public override int Identifier => SerializerId;

    /// <summary>False: Hyperion writes the type itself.</summary>
    public override bool IncludeManifest => false;

    /// <exception cref="SerializationException">The object is not a control message.</exception>
    public override byte[] ToBinary(object obj)
    {
        if (obj is not IControlMessage)
            throw new SerializationException($"{obj.GetType()} is not a control message, so it does not leave the process.");
        using var stream = new MemoryStream();
        _hyperion.Serialize(obj, stream);
        return stream.ToArray();
    }

    /// <exception cref="SerializationException">The bytes are not a control message; any other exception would end the
    /// connection.</exception>
    public override object FromBinary(byte[] bytes, Type type)
    {
        if (!Array.Exists(_shapes, shape => shape.Fits(bytes)))
            throw new SerializationException("What came is not a whole control message.");
        try
        {
            using var stream = new MemoryStream(bytes, writable: false);
            return _hyperion.Deserialize<object>(stream) is IControlMessage message
                ? message
                : throw new SerializationException("What came is not a control message.");
        }
        catch (Exception fault) when (fault is not SerializationException)
        {
            throw new SerializationException($"What came cannot be read as a control message: {fault.Message}", fault);
        }
    }
}
