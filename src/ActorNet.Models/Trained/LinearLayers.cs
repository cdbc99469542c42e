using System.Globalization;
using System.Text.RegularExpressions;
using ActorNet.Learning.Networks;
using ActorNet.Models.Safetensors;

namespace ActorNet.Models.Trained;

/// <summary>
/// The linear layers of any safetensors file: "N.weight" [out, in] and "N.bias" [out] of float32, with increasing numbers N
/// (torch.nn.Sequential skips its activations' numbers) after one common prefix or none, such as "layers." or "net.".
/// </summary>
internal sealed partial record LinearLayers(LayerWidths Widths, float[] Parameters)
{
    private const string Expected =
        "expected is N.weight [out, in] and N.bias [out] for each layer N, behind one prefix such as 'layers.' or none";

    /// <summary>Limits the search of tensors by name, which takes quadratic time.</summary>
    private const int MaxLayers = 1000;

    /// <summary>Limits memory: a small file may claim layers of width 1 and a million, which take gigabytes to compute.</summary>
    private const int MaxNeurons = 250_000;

    /// <exception cref="InvalidInputException">The file has other tensors, lacks some, or its tensors are inconsistent.</exception>
    public static LinearLayers Read(SafetensorsFile file, string path)
    {
        var names = file.Tensors.Select(tensor => (tensor.Name, Match: LayerName().Match(tensor.Name))).ToList();
        if (names.Count == 0)
            throw InvalidInputException.Of($"File '{path}'", "has no tensors", Expected);
        if (names.Find(name => !name.Match.Success).Name is { } stranger)
            throw InvalidInputException.Of($"File '{path}'", $"has tensor '{stranger}', which is not of a feed-forward network", Expected);
        var prefixes = names.Select(name => name.Match.Groups["prefix"].Value).Distinct(StringComparer.Ordinal).ToList();
        if (prefixes.Count > 1)
            throw InvalidInputException.Of($"File '{path}'", $"has tensors of '{prefixes[0]}' and of '{prefixes[1]}'", Expected);

        string[] layers =
        [
            .. names.Select(name => name.Match.Groups["number"].Value).Distinct(StringComparer.Ordinal)
                .OrderBy(number => int.Parse(number, CultureInfo.InvariantCulture)).Select(number => prefixes[0] + number),
        ];
        if (layers.Length > MaxLayers)
            throw InvalidInputException.Of($"File '{path}'", $"has {layers.Length} layers", $"at most {MaxLayers} are allowed");
        var widths = WidthsOf(layers, file, path);
        if (Enumerable.Range(0, widths.Count).Sum(layer => (long)widths[layer]) > MaxNeurons)
            throw InvalidInputException.Of(
                $"File '{path}'", "has too many neurons", $"at most {MaxNeurons} in all layers together are allowed");
        var spec = new NetworkSpec(widths);
        FileMetadata.CheckNetwork(spec, path);
        var parameters = LayerTensors.ToParameters(spec, file, path, layers);
        if (parameters.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            throw InvalidInputException.Of($"File '{path}'", "has a weight or bias that is not a finite number");
        return new LinearLayers(widths, parameters);
    }

    private static LayerWidths WidthsOf(string[] layers, SafetensorsFile file, string path)
    {
        var widths = new List<int>();
        foreach (var layer in layers)
        {
            var name = $"{layer}.weight";
            var weight = file.Find<float>(name, path);
            if (weight.Shape is not [var outputs, var inputs])
                throw InvalidInputException.Of(
                    $"File '{path}'", $"has tensor '{name}' of shape [{string.Join(", ", weight.Shape)}]", Expected);
            if (widths.Count == 0)
                widths.Add(inputs);
            else if (widths[^1] != inputs)
                throw InvalidInputException.Of(
                    $"File '{path}'",
                    $"has tensor '{name}' for {inputs} inputs, but the layer before it gives {widths[^1]}: a layer is missing, or its "
                        + "shape is wrong");
            widths.Add(outputs);
        }

        try
        {
            return new LayerWidths([.. widths]);
        }
        catch (InvalidInputException fault)
        {
            throw InvalidInputException.Of($"File '{path}'", $"has layers of unusable widths: {fault}", cause: fault);
        }
    }

    [GeneratedRegex(@"^(?<prefix>(?:.*\.)?)(?<number>0|[1-9][0-9]{0,5})\.(?:weight|bias)$", RegexOptions.CultureInvariant)]
    private static partial Regex LayerName();
}
