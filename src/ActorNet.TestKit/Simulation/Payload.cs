using System.IO.Hashing;
using System.Runtime.InteropServices;
using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Training;
using ActorNet.Learning.Gradients;
using ActorNet.Protocol;
using ActorNet.TestKit.Scenarios;

namespace ActorNet.TestKit.Simulation;

/// <summary>
/// The numbers in a message. Between processes they are copied when a message is sent: what the sender does with its arrays later does not
/// change it. So are they here.
/// </summary>
internal static class Payload
{
    [ThreadStatic]
    private static XxHash3? _hash;

    /// <summary>The message with numbers of its own.</summary>
    public static object Copy(object content, SharedTraining training) => content switch
    {
        ComputeGradient compute => compute with { Parameters = [.. compute.Parameters] },
        EvaluateSlices evaluate => evaluate with { Parameters = [.. evaluate.Parameters] },
        GradientComputed computed => computed with { Result = Copy(computed.Result, training.ParameterCount, training.Plan.SlicesIn(computed.Round.Kind == RoundKind.Gradient ? computed.Round.Step : 0)) },
        _ => content,
    };

    /// <summary>The message of the protocol.</summary>
    public static object MessageOf(object content) => content switch
    {
        ExchangeAnswer answer => answer.Message,
        _ => content,
    };

    /// <summary>What a test sees of a message that is sent now.</summary>
    public static SimulatedMessage Describe(long number, string from, string to, object content, TimeSpan now)
    {
        var message = MessageOf(content);
        var observed = WorkerMessage.Of("", isToWorker: false, message);
        var arrays = ArraysOf(content);
        return new SimulatedMessage
        {
            Number = number,
            Kind = content is PeerFrame frame ? frame.Kind : message.GetType().Name,
            From = from,
            To = to,
            Round = (content as PeerFrame)?.Round ?? observed.Round,
            Slices = observed.Slices,
            Hash = HashOf(arrays),
            Bytes = arrays.Sum(array => (long)array.Length) * sizeof(float),
            SentAt = now,
        };
    }

    public static ulong HashOf(object content) => HashOf(ArraysOf(content));

    private static ulong HashOf(float[][] arrays)
    {
        if (arrays.Length == 0)
            return 0;
        if (arrays.Length == 1)
            return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(arrays[0].AsSpan()));
        var hash = _hash ??= new XxHash3();
        hash.Reset();
        foreach (var array in arrays)
            hash.Append(MemoryMarshal.AsBytes(array.AsSpan()));
        return hash.GetCurrentHashAsUInt64();
    }

    /// <summary>Flips a bit that survives rounding in a sum; nothing in a message without numbers.</summary>
    public static void FlipBit(object content, int choice) => FlipBit(ArraysOf(content), choice);

    /// <summary>Flips a bit that survives rounding in a sum: of a number that is not 0, if there is one.</summary>
    public static void FlipBit(float[][] arrays, int choice)
    {
        if (arrays.Length == 0)
            return;
        var array = arrays[choice % arrays.Length];
        var start = choice / arrays.Length % array.Length;
        var index = Enumerable.Range(0, array.Length).Select(i => (start + i) % array.Length).FirstOrDefault(i => array[i] != 0, start);
        ref var number = ref array[index];
        number = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(number) ^ (1 << (12 + choice % 11)));
    }

    private static float[][] ArraysOf(object content) => content switch
    {
        ComputeGradient compute => [compute.Parameters],
        EvaluateSlices evaluate => [evaluate.Parameters],
        GradientComputed computed => [.. Enumerable.Range(0, computed.Result.NodeCount).Select(computed.Result.Sum)],
        PeerFrame frame => [.. frame.Segments.Where(segment => segment.Length > 0)],
        ExchangeAnswer { Numbers.Length: > 0 } answer => [answer.Numbers],
        _ => [],
    };

    private static PartialGradient Copy(PartialGradient gradient, int parameterCount, int sliceCount)
    {
        var copy = new PartialGradient(parameterCount);
        copy.Begin(gradient.Slices, sliceCount);
        for (var node = 0; node < gradient.NodeCount; node++)
            gradient.Sum(node).CopyTo(copy.Sum(node), 0);
        gradient.SliceLosses.CopyTo(copy.SliceLosses);
        return copy;
    }
}
