using System.Collections.Immutable;
using System.Runtime.Serialization;
using ActorNet.Protocol;
using Akka.Actor;
using Akka.Util;
using Hyperion;

namespace ActorNet.Actors.Serialization;

/// <summary>
/// Control messages over Akka.Remote, by Hyperion, with a list of the types that are let in: the messages of ActorNet.Protocol and
/// what they consist of. Bytes that name any other type are refused before anything of it is created, and so are bytes that are not exactly one whole message
/// (<see cref="MessageShape"/>): who sends them makes nothing grow but by their own length.
/// </summary>
/// <remarks>Tensors never come this way: Hyperion boxes every element of an array.</remarks>
internal sealed class ControlMessageSerializer : Akka.Serialization.Serializer
{
    /// <summary>The serializer's number in envelopes; Akka's own are at most 40.</summary>
    public const int SerializerId = 4710;

    private readonly Serializer _hyperion;
    private readonly MessageShape[] _shapes;

    /// <summary>Creates the serializer of an actor system, as Akka does by its configuration.</summary>
    public ControlMessageSerializer(ExtendedActorSystem system) : base(system)
    {
        // Actor references travel as their paths, and are looked up in the system that receives them.
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

    /// <summary>The control messages: whatever of ActorNet.Protocol says that it is one.</summary>
    public static ImmutableArray<Type> MessageTypes { get; } =
    [
        .. typeof(IControlMessage).Assembly.GetTypes()
            .Where(type => type is { IsInterface: false, IsAbstract: false } && type.IsAssignableTo(typeof(IControlMessage)))
            .OrderBy(type => type.FullName, StringComparer.Ordinal),
    ];

    /// <inheritdoc/>
    public override int Identifier => SerializerId;

    /// <summary>False: Hyperion writes the type itself.</summary>
    public override bool IncludeManifest => false;

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The object is no control message.</exception>
    public override byte[] ToBinary(object obj)
    {
        if (obj is not IControlMessage)
            throw new SerializationException($"{obj.GetType()} is not a control message, so it does not leave the process.");
        using var stream = new MemoryStream();
        _hyperion.Serialize(obj, stream);
        return stream.ToArray();
    }

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The bytes are not a control message; any other exception would end the connection.</exception>
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
