namespace ActorNet.Models.Safetensors;

/// <summary>The supported element types, with the format's names.</summary>
internal enum TensorType
{
    F32,

    U8,

    I32,
}

internal static class TensorTypes
{
    /// <summary>The element type of <typeparamref name="T"/>.</summary>
    /// <exception cref="NotSupportedException">T is not float, byte or int.</exception>
    public static TensorType Of<T>() where T : unmanaged => default(T) switch
    {
        float => TensorType.F32,
        byte => TensorType.U8,
        int => TensorType.I32,
        _ => throw new NotSupportedException($"Tensors of {typeof(T).Name} are not known."),
    };

    public static TensorType? Parse(string? name) => name switch
    {
        "F32" => TensorType.F32,
        "U8" => TensorType.U8,
        "I32" => TensorType.I32,
        _ => null,
    };

    public static int ElementBytes(this TensorType type) => type == TensorType.U8 ? sizeof(byte) : sizeof(int);
}
