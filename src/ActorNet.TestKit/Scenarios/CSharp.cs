using System.Globalization;

namespace ActorNet.TestKit.Scenarios;

/// <summary>Values as C# writes them.</summary>
internal static class CSharp
{
    public static string Of(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"TimeSpan.FromMilliseconds({time.TotalMilliseconds})");

    public static string Of(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    public static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Of(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
