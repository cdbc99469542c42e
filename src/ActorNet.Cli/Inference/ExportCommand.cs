using ActorNet.Cli.Models;
using ActorNet.Models.Files;
using ActorNet.Models.Onnx;
using ActorNet.Models.Trained;

namespace ActorNet.Cli.Inference;

/// <summary>`actornet export`: a model in a format that other programs read.</summary>
internal static class ExportCommand
{
    private const string Footer = """
        onnx         the whole network, with the scaling of its inputs: "input" [samples, features] are pixels from 0 to
                     255, or a table's columns as they are; "output" [samples, outputs] what the network gives (opset 17)
        safetensors  the weights as PyTorch names and shapes them, layers.N.weight [out, in] and layers.N.bias [out];
                     the network and its data stand in the metadata

        Examples:
          actornet export runs/20261122-201530-3f9a --to onnx --out digits.onnx
          actornet export runs/20261122-201530-3f9a --to safetensors --out digits.safetensors

        Exit codes: 0 done, 1 the disk is full, 2 wrong arguments or model.
        """;

    private static readonly Choice<ModelFormat> Formats = new();

    public static Command Create(CliContext context)
    {
        var model = new ModelOptions();
        var to = OptionFactory.OneOf("--to", $"the format: {string.Join(" or ", Formats.Names)} [by --out's ending]", Formats);
        var outFile = OptionFactory.Text("--out", "FILE", "the file to write, which must not exist yet");
        IReadOnlyList<OptionGroup> groups = [new("Output", [to, outFile]), new("Model", model.All)];
        var command = new Command("export", "Writes a model as ONNX or safetensors, for other programs.") { model.Model };
        command.SetAction(parsed =>
        {
            var name = parsed.GetValue(outFile) ?? throw new InvalidInputException("--out", null, "the file to write");
            var format = parsed.GetValue(to) ?? FormatOf(name);
            var path = context.FullPath(name);
            CheckFree(name, path);
            var source = model.Open(parsed, context);
            if (source.Note is { } note)
                context.Error.WriteLine(note);
            try
            {
                Write(source, format, path);
            }
            catch (Exception fault) when (DiskFaults.IsPathFault(fault))
            {
                throw new InvalidInputException("--out", name, $"a file that can be written ({fault})", cause: fault);
            }

            context.Out.WriteLine(Invariant($"{name}  {new FileInfo(path).Length:N0} bytes, {source.Model.Network.Widths}"));
            return ExitCodes.Done;
        });
        return HelpText.Attach(command, "actornet export RUN|FILE --out FILE [--to FORMAT]", groups, Footer);
    }

    private static void Write(ModelSource source, ModelFormat format, string path)
    {
        var model = source.Model;
        if (format == ModelFormat.Onnx)
            OnnxFile.Write(model, VersionText.NameAndVersion, path);
        else
            new ModelFile(model.Network, model.Parameters, model.Dataset ?? throw InvalidInputException.Of(
                $"Model '{source.Name}'", "is a safetensors file of weights already", advice: "export it to onnx")).Write(path);
    }

    private static ModelFormat FormatOf(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".onnx" => ModelFormat.Onnx,
        ".safetensors" => ModelFormat.Safetensors,
        _ => throw new InvalidInputException("--to", null, $"{Suggestions.AnyOf(Formats.Names)}, since --out '{name}' names no format"),
    };

    private static void CheckFree(string name, string path)
    {
        if (Path.Exists(path))
            throw new InvalidInputException("--out", name, "a file that does not exist yet");
        if (Path.GetDirectoryName(path) is { } folder && !Directory.Exists(folder))
            throw new InvalidInputException("--out", name, $"a file in an existing folder; '{folder}' does not exist");
    }
}

internal enum ModelFormat
{
    Onnx,

    Safetensors,
}
