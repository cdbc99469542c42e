using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ActorNet.Models.Runs;
using ActorNet.Protocol;

namespace ActorNet.Models.Recording;

/// <summary>
/// The chain of hashes over a run's metrics, defined in docs/verify.md: each link is a hash over the one before it, the hashes of the
/// weights, and the numbers since then that the law determines. So it is a pure function of options, data and seed too.
/// </summary>
internal sealed class MetricsChain
{
    private const double Steps = 1;
    private const double Epoch = 2;

    private readonly List<double> _numbers;
    private string _link;

    /// <summary>The chain before its first link.</summary>
    public MetricsChain(RunDescription run) => (_link, _numbers) = (run.ChainOrigin(), []);

    private MetricsChain(MetricsChain chain) => (_link, _numbers) = (chain._link, [.. chain._numbers]);

    /// <summary>The chain after these events, as far as they are linked already.</summary>
    public static MetricsChain After(RunDescription run, IEnumerable<TrainingEvent> events)
    {
        var chain = new MetricsChain(run);
        foreach (var trainingEvent in events)
        {
            chain.Add(trainingEvent);
            if (trainingEvent is WeightsHashed { Link: { } link })
                chain._link = link;
        }

        return chain;
    }

    public MetricsChain Copy() => new(this);

    /// <summary>Adds the next event.</summary>
    /// <returns>The event as it is recorded: with its link, if it is one.</returns>
    public TrainingEvent Add(TrainingEvent trainingEvent)
    {
        if (trainingEvent is not WeightsHashed hashed)
        {
            _numbers.AddRange(NumbersOf(trainingEvent));
            return trainingEvent;
        }

        _link = LinkOf(hashed);
        _numbers.Clear();
        return hashed with { Link = _link };
    }

    /// <summary>The numbers of an event that the law determines: not its times and speeds.</summary>
    public static double[] NumbersOf(TrainingEvent trainingEvent) => trainingEvent switch
    {
        StepsCompleted steps => [Steps, steps.Epoch, steps.Step, steps.Loss, steps.LearningRate],
        EpochCompleted epoch =>
        [
            Epoch, epoch.Epoch, epoch.Step, epoch.TrainLoss, epoch.ValidationLoss ?? double.NaN, epoch.ValidationAccuracy ?? double.NaN,
            epoch.TestLoss, epoch.TestAccuracy ?? double.NaN, epoch.IsBest ? 1 : 0,
        ],
        _ => [],
    };

    private string LinkOf(WeightsHashed hashed)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant(
            $"{_link}\n{hashed.Step}\n{hashed.WeightsSha256}\n{string.Join(' ', hashed.PrefixSha256)}\n{hashed.StateSha256}\n")));
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        foreach (var number in _numbers)
        {
            // JSON has no other numbers than finite ones: all others are null there.
            if (double.IsFinite(number))
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, number);
            else
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, 0x7FF8_0000_0000_0000);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
