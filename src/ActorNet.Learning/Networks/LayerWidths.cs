using System.Globalization;

namespace ActorNet.Learning.Networks;

/// <summary>The width of every layer of a network, input first; written as "784-128-10". Compared by value.</summary>
public sealed class LayerWidths : IEquatable<LayerWidths>
{
    private const int MaxWidth = 1_000_000;
    private readonly int[] _widths;

    /// <summary>Creates the list of widths.</summary>
    /// <exception cref="InvalidInputException">There are fewer than two widths, or one is not in 1 .. 1,000,000.</exception>
    public LayerWidths(params int[] widths) : this(widths, string.Join('-', widths)) { }

    private LayerWidths(int[] widths, string text)
    {
        if (widths.Length < 2)
            throw Invalid(text, "a list of at least two widths");
        foreach (var width in widths)
            if (width is < 1 or > MaxWidth)
                throw Invalid(text, $"a list of widths from 1 to {MaxWidth:N0}");
        _widths = [.. widths];
    }

    /// <summary>The number of widths, at least 2.</summary>
    public int Count => _widths.Length;

    /// <summary>The width of layer <paramref name="index"/>; 0 is the input.</summary>
    public int this[int index] => _widths[index];

    /// <summary>The number of weights and biases: Σ (in + 1)·out.</summary>
    public long ParameterCount
    {
        get
        {
            var count = 0L;
            for (var i = 1; i < _widths.Length; i++)
                count += (_widths[i - 1] + 1L) * _widths[i];
            return count;
        }
    }

    /// <summary>Parses widths written as "784-128-10".</summary>
    /// <exception cref="InvalidInputException">The text has another form, or a width is out of range.</exception>
    public static LayerWidths Parse(string text)
    {
        var parts = text.Split('-');
        var widths = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out widths[i]))
                throw Invalid(text, "a list of whole numbers joined by '-'");
        return new LayerWidths(widths, text);
    }

    /// <inheritdoc/>
    public bool Equals(LayerWidths? other) => other is not null && _widths.AsSpan().SequenceEqual(other._widths);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LayerWidths);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var width in _widths)
            hash.Add(width);
        return hash.ToHashCode();
    }

    /// <summary>The widths joined by '-', as <see cref="Parse"/> reads them.</summary>
    public override string ToString() => string.Join('-', _widths);

    private static InvalidInputException Invalid(string text, ErrorText allowed) =>
        new(nameof(Training.TrainingSpec.Network), text, $"{allowed}, such as 784-128-10");
}
