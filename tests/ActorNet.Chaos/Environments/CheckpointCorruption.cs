using ActorNet.Learning.Numerics;

namespace ActorNet.Chaos.World;

/// <summary>Does to the newest checkpoint what a disk does that lies.</summary>
internal static class CheckpointDamage
{
    /// <summary>Flips a few bits of it, or cuts its end off.</summary>
    /// <param name="run">The run's folder.</param>
    /// <param name="detail">Decides how.</param>
    /// <returns>Whether there was any.</returns>
    public static bool Inflict(string run, ulong detail)
    {
        var folder = Path.Combine(run, "checkpoints");
        if (!Directory.Exists(folder) || Directory.GetFiles(folder, "step-*.safetensors").Order(StringComparer.Ordinal).LastOrDefault() is not { } newest)
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
