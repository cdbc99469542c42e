namespace ActorNet.Models.Safetensors;

/// <summary>A named float32 array with a shape, row-major.</summary>
/// <param name="Name">The tensor's name, unique in its file, such as "layers.0.weight".</param>
/// <param name="Shape">The extent of each dimension, outermost first; empty for a single number.</param>
/// <param name="Data">The elements; as many as the product of the extents.</param>
public sealed record Tensor(string Name, IReadOnlyList<int> Shape, ReadOnlyMemory<float> Data);
