using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Unicode;
using ActorNet.Protocol;
using Hyperion;

namespace ActorNet.Actors.Serialization;

/// <summary>
/// The shape of one type of control message in Hyperion's format, to check bytes before Hyperion reads them. Hyperion trusts its input: it
/// allocates a claimed length of two gigabytes, overflows the stack on deeply nested messages, reads a missing text as null, and reads
/// zeros past a premature end.
/// </summary>
/// <remarks>
/// A message is a constant prefix with the names of its type and fields, then the fields ordered by name, each after a byte for its type. A
/// text's length precedes it: one byte with the length plus 1, or the byte 255 and four bytes.
/// </remarks>
internal sealed class MessageShape
{
    private const byte LongText = 255;

    private readonly byte[] _prefix;
    private readonly Field[] _fields;

    /// <summary>A message, a text, or a fixed number of bytes after the type's byte.</summary>
    private sealed record Field(MessageShape? Message, byte Manifest, int? FixedBytes);

    private MessageShape(Type type, Serializer hyperion)
    {
        _fields =
        [
            .. type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
                .OrderBy(field => field.Name, StringComparer.Ordinal).Select(field => FieldOf(type, field, hyperion)),
        ];
        // A message with all fields unset: each nullable field is one byte.
        var empty = Bytes(RuntimeHelpers.GetUninitializedObject(type), hyperion);
        _prefix = empty[..^_fields.Sum(field => 1 + (field.FixedBytes ?? 0))];
    }

    /// <exception cref="NotSupportedException">A field is neither a primitive, a text nor a control message.</exception>
    public static MessageShape[] Of(IEnumerable<Type> types, Serializer hyperion) =>
        [.. types.Select(type => new MessageShape(type, hyperion))];

    /// <summary>Whether the bytes are exactly one whole message of this type.</summary>
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

    /// <summary>Reads a text's length; -1 if it is invalid or the text is missing.</summary>
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
