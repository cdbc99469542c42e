namespace ActorNet.Models.Safetensors;

/// <summary>The supported element types, with the format's names.</summary>
internal enum TensorType
{
    /// <summary>IEEE 754 binary32: float.</summary>
    F32,

    /// <summary>Unsigned, 8 bits: byte.</summary>
    U8,

    /// <summary>Signed, 32 bits: int.</summary>
    I32,
}
