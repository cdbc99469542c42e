using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Unicode;
using ActorNet.Protocol;
using Hyperion;

namespace ActorNet.Actors.Serialization;

/// <summary>
/// How the bytes of one type of control message look in Hyperion's format, so that they can be held against it before Hyperion reads them. Hyperion
/// believes what they say: a length of two gigabytes is allocated, a message within a message within a message ends in a stack that overflows, a missing text is
/// null, and an end that comes too early is zeros.
/// </summary>
/// <remarks>
/// A message is what names its type and fields, the same bytes every time, and then the fields in the order of their names, each behind a byte for its type. A text has
/// its length before it, in one byte, plus 1; or in four behind a byte of 255.
/// </remarks>
internal sealed class MessageShape
{
    private const byte LongText = 255;

    private readonly byte[] _prefix;
    private readonly Field[] _fields;

    /// <summary>A field: a message, a text, or so many bytes behind that of its type.</summary>
    private sealed record Field(MessageShape? Message, byte Manifest, int? FixedBytes);

    private MessageShape(Type type, Serializer hyperion)
    {
        _fields =
        [
            .. type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
                .OrderBy(field => field.Name, StringComparer.Ordinal).Select(field => FieldOf(type, field, hyperion)),
        ];
        // A message with nothing in it: each field that may be missing is one byte then.
        var empty = Bytes(RuntimeHelpers.GetUninitializedObject(type), hyperion);
        _prefix = empty[..^_fields.Sum(field => 1 + (field.FixedBytes ?? 0))];
    }

    /// <summary>The shapes of messages of these types.</summary>
    /// <exception cref="NotSupportedException">A message has a field that is neither a primitive nor a text nor such a message.</exception>
    public static MessageShape[] Of(IEnumerable<Type> types, Serializer hyperion) => [.. types.Select(type => new MessageShape(type, hyperion))];

    /// <summary>Whether these bytes are one message of this type, whole and nothing else.</summary>
    public bool Fits(ReadOnlySpan<byte> bytes) => TrySkip(ref bytes) && bytes.IsEmpty;

    private static Field FieldOf(Type type, FieldInfo field, Serializer hyperion)
    {
        if (field.FieldType.IsAssignableTo(typeof(IControlMessage)))
            return new Field(new MessageShape(field.FieldType, hyperion), 0, null);
        if (field.FieldType == typeof(string))
            return new Field(null, Bytes("", hyperion)[0], null);
        if (!field.FieldType.IsPrimitive)
            throw new NotSupportedException($"{type.Name}.{field.Name} is a {field.FieldType.Name}; control messages have nothing but primitives, texts and control messages.");
        var value = Bytes(RuntimeHelpers.GetUninitializedObject(field.FieldType), hyperion);
        return new Field(null, value[0], value.Length - 1);
    }

    private static byte[] Bytes(object value, Serializer hyperion)
    {
        using var stream = new MemoryStream();
        var (serializer, session) = (hyperion.GetSerializerByType(value.GetType()), hyperion.GetSerializerSession());
        serializer.WriteManifest(stream, session);
        serializer.WriteValue(stream, value, session);
        return stream.ToArray();
    }

    private bool TrySkip(ref ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith(_prefix))
            return false;
        bytes = bytes[_prefix.Length..];
        foreach (var field in _fields)
        {
            if (!(field.Message is { } message ? message.TrySkip(ref bytes) : TrySkip(field, ref bytes)))
                return false;
        }

        return true;
    }

    private static bool TrySkip(Field field, ref ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[0] != field.Manifest)
            return false;
        bytes = bytes[1..];
        var isText = field.FixedBytes is null;
        if ((field.FixedBytes ?? TakeLength(ref bytes)) is not (>= 0 and var length) || length > bytes.Length)
            return false;
        if (isText && !Utf8.IsValid(bytes[..length]))
            return false;
        bytes = bytes[length..];
        return true;
    }

    /// <summary>Takes the length of a text; -1 where it is none, or that of a text that is missing.</summary>
    private static int TakeLength(ref ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return -1;
        var first = bytes[0];
        bytes = bytes[1..];
        if (first != LongText)
            return first - 1;
        if (bytes.Length < sizeof(int))
            return -1;
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        bytes = bytes[sizeof(int)..];
        return length;
    }
}
