using ActorNet.Learning.Numerics;

namespace ActorNet.Chaos.Environments;

/// <summary>Corrupts the newest checkpoint, like a disk that returns wrong data.</summary>
internal static class CheckpointCorruption
{
    /// <summary>Flips a few bits of it, or truncates it.</summary>
    /// <param name="run">The run's folder.</param>
    /// <param name="detail">The seed of the details.</param>
    /// <returns>Whether there was a checkpoint.</returns>
    public static bool Apply(string run, ulong detail)
    {
        var folder = Path.Combine(run, "checkpoints");
        if (!Directory.Exists(folder)
            || Directory.GetFiles(folder, "step-*.safetensors").Order(StringComparer.Ordinal).LastOrDefault() is not { } newest)
            return false;
        var random = new SeededRandom(detail, RandomPurpose.Generation, 0);
        using var file = new FileStream(newest, FileMode.Open, FileAccess.ReadWrite);
        if (random.NextInt(3) == 0)
        {
            file.SetLength(random.NextInt((int)file.Length));
            return true;
        }

        for (var bits = 1 + random.NextInt(3); bits > 0; bits--)
        {
            file.Position = random.NextInt((int)file.Length);
            var value = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)(value ^ (1 << random.NextInt(8))));
        }

        return true;
    }
}
