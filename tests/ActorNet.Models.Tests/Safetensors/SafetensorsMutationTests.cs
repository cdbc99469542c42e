using System.Text;
using ActorNet.Learning;
using ActorNet.Learning.Numerics;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;
using ActorNet.Testing;

namespace ActorNet.Models.Tests.Safetensors;

public sealed class SafetensorsMutationTests : IDisposable
{
    private const int Mutations = 3000;

    private static readonly string[] Words =
        ["-1", "1e9", "9223372036854775807", "18446744073709551616", "null", "[]", "{}", "\"\"", "\"F64\"", "\\ud800", "0.5", ",", "}"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Mutated_checkpoint_is_read_unchanged_or_rejected()
    {
        CheckpointFile.Write(_folder["whole"], Samples.Run, Samples.State(12));
        var whole = File.ReadAllBytes(_folder["whole"]);
        var random = new SeededRandom(1, RandomPurpose.Generation, 0);
        var rejected = 0;
        for (var i = 0; i < Mutations; i++)
        {
            File.WriteAllBytes(_folder["mutant"], Mutate(whole, random));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var state = CheckpointFile.Read(_folder["mutant"], Samples.Run);
                // The hash guarantees that an accepted file is unchanged.
                Assert.Equal(Samples.State(12).Parameters, state.Parameters);
                Assert.Equal(12, state.Step);
            }
            catch (InvalidInputException)
            {
                rejected++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
        }

        Assert.InRange(rejected, Mutations / 2, Mutations - 1);
    }

    private static byte[] Mutate(byte[] whole, SeededRandom random)
    {
        // Three in four mutations hit the header, where most of the reader's branches are.
        var header = 8 + (int)BitConverter.ToUInt64(whole);
        var bytes = whole.ToList();
        var at = random.NextInt(random.NextInt(4) == 0 ? whole.Length : header);
        switch (random.NextInt(6))
        {
            case 0:
                bytes[at] = (byte)random.NextInt(256);
                break;
            case 1:
                bytes[at] ^= (byte)(1 << random.NextInt(8));
                break;
            case 2:
                bytes.RemoveRange(at, Math.Min(1 + random.NextInt(8), bytes.Count - at));
                break;
            case 3:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 4:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(Words[random.NextInt(Words.Length)]));
                break;
            default:
                // Overwrites: the header keeps its length, so the parser gets further.
                var word = Encoding.UTF8.GetBytes(Words[random.NextInt(Words.Length)]);
                for (var i = 0; i < word.Length && at + i < bytes.Count; i++)
                    bytes[at + i] = word[i];
                break;
        }

        return [.. bytes];
    }
}
