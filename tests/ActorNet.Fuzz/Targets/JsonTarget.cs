using System.Text;
using ActorNet.Actors.Serialization;
using ActorNet.Fuzz.Inputs;
using ActorNet.Learning;
using ActorNet.Learning.Numerics;
using ActorNet.Learning.Training;
using ActorNet.Models.Files;
using ActorNet.Models.Recording;
using ActorNet.Models.Runs;
using ActorNet.Protocol;
using ActorNet.Transport.Discovery;

namespace ActorNet.Fuzz.Targets;

/// <summary>
/// Damaged JSON: answers of endpoints, specs, and the files of a run. What is accepted must be the same after writing and reading it again;
/// a spec must be trainable.
/// </summary>
internal sealed class JsonTarget : FuzzTarget
{
    private const string Source = "The mutant";

    private static readonly byte[][] Tokens = [.. new[]
    {
        "null", "-1", "0", "1e999", "-0.0", "NaN", "true", "\"\"", "[]", "{}", "[[[[", "{\"a\":", "\\u0000", "\\ud800", "2147483648",
        "99999999999999999999", "784-100000000-10", "\"event\":\"epoch-completed\",", "constant", "step:0:0", ",", "}", "1.5", "\"seed\":",
    }.Select(Encoding.UTF8.GetBytes)];

    private readonly Dictionary<string, Reader> _readers = [];

    private sealed record Reader(byte[] Original, Func<byte[], object?> Read, Func<object, byte[]> Write);

    public JsonTarget()
    {
        var run = StoredRun.Describe();
        Add(
            "endpoint", new EndpointDescription("actornet 0.1.0", 1, "akka.tcp://actornet@127.0.0.1:4711", run.RunId), JsonFormat.Write,
            text => JsonFormat.Read<EndpointDescription>(text, Source));
        Add("status", Status(run), JsonFormat.Write, text => JsonFormat.Read<RunStatus>(text, Source));
        Add("spec", run.Spec, spec => Encoding.UTF8.GetBytes(SpecJson.Write(spec)), SpecJson.Read);
        Add("run", run, JsonFormat.Write, Read<RunDescription>);
        Add("summary", Summary(run), JsonFormat.Write, Read<RunSummary>);
        Add("failure", new RunFailure(RunFailure.Diverged, 17, "The loss is not finite."), JsonFormat.Write, Read<RunFailure>);
        Add<TrainingEvent>(
            "event", new StepsCompleted(run.RunId, 1, 12, 12, 40, 0.5, 0.1, 1234.5, [new WorkerProgress("w", 100, 0.9)]),
            trainingEvent => Encoding.UTF8.GetBytes(TrainingEventJson.Write(trainingEvent)), TrainingEventJson.Read);
        Add<TrainingEvent>(
            "hashes", new WeightsHashed(run.RunId, 12, new string('a', 64), [new string('b', 64)], new string('c', 64)) { Link = "d" },
            trainingEvent => Encoding.UTF8.GetBytes(TrainingEventJson.Write(trainingEvent)), TrainingEventJson.Read);
    }

    public override string Name => "json";

    /// <summary>Several times the characters of the text, and 64 KiB for the reader and an error sentence.</summary>
    public override long MaxBytes(FuzzInput input) => 64 * 1024 + 64L * input.Bytes.Length;

    public override FuzzInput Generate(SeededRandom random)
    {
        var kind = _readers.Keys.ElementAt(random.NextInt(_readers.Count));
        var original = _readers[kind].Original;
        return new FuzzInput(Mutation.Of(original, original.Length, Tokens, [_readers["status"].Original], random), kind);
    }

    public override object Read(FuzzInput input) =>
        _readers[input.Kind].Read(input.Bytes) ?? throw InvalidInputException.Of("The event", "is not complete");

    public override bool IsRejection(Exception error) => error is InvalidInputException;

    public override string? Verify(FuzzInput input, object accepted)
    {
        var reader = _readers[input.Kind];
        var written = reader.Write(accepted);
        try
        {
            ViolationException.ThrowUnless(
                reader.Write(reader.Read(written)!).AsSpan().SequenceEqual(written),
                $"it is not the same after reading and writing it: {Encoding.UTF8.GetString(written)}");
        }
        catch (InvalidInputException error)
        {
            throw new ViolationException($"what was accepted cannot be read again: {error.Message} {Encoding.UTF8.GetString(written)}");
        }

        if (accepted is TrainingSpec spec)
        {
            ViolationException.ThrowUnless(
                spec.Network.ParameterCount > 0 && spec.BatchSize > 0 && spec.Epochs > 0, "it cannot be trained");
        }

        return input.Kind;
    }

    private void Add<T>(string kind, T value, Func<T, byte[]> write, Func<string, T?> read) where T : class =>
        _readers[kind] = new Reader(write(value), bytes => read(Encoding.UTF8.GetString(bytes)), again => write((T)again));

    private static T Read<T>(string text) where T : class => JsonFormat.Read<T>(text, Source);

    private static RunStatus Status(RunDescription run) => new(
        run.RunId, "training", "12-9-7-4", 1, 2, 12, 20, 0.25, 1000,
        [new WorkerStatus("w", 0.5, 500, 0.9) { Link = new LinkStatus("127.0.0.1:5000", 0.25, 1L << 40, 7) },
            new WorkerStatus("here", 0.5, 500, 0.8)],
        new StatusCounters(1, 2, 3, 4, 5) { Exchanged = 6, Abandoned = 7 });

    private static RunSummary Summary(RunDescription run) => new(
        run.RunId, new SummaryDataset("blobs", new string('a', 64), 300, 120), "12-9-7-4", 219, 1, 2, 20,
        [new SummaryEpoch(1, 0.5, 0.75, 1.25) { TestLoss = 0.5, ValidationLoss = 0.25 }, new SummaryEpoch(2, 0.25, null, 1.5)],
        0.5, 0.75, 2.75, 218.2, new string('b', 64))
    {
        BestEpoch = 1,
    };
}
