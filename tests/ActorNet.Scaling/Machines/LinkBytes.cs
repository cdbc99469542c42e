using System.Globalization;
using ActorNet.Testing;

namespace ActorNet.Scaling.Machines;

/// <summary>Bytes through the link of the machine that this process runs on, as the kernel counts them: with headers.</summary>
internal readonly record struct LinkBytes(double In, double Out)
{
    public static LinkBytes Read() => new(Read("rx_bytes"), Read("tx_bytes"));

    /// <summary>The bytes of each of so many steps.</summary>
    public LinkBytes PerStep(LinkBytes before, int steps) => new((In - before.In) / steps, (Out - before.Out) / steps);

    private static double Read(string counter) => long.Parse(
        File.ReadAllText($"/sys/class/net/{NamespaceNetwork.Device}/statistics/{counter}"), CultureInfo.InvariantCulture);
}
