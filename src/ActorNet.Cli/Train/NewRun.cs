using ActorNet.Cli.Console;
using ActorNet.Models.Datasets;

namespace ActorNet.Cli.Train;

/// <summary>Prepares a new run: everything is checked before anything is written.</summary>
internal static class NewRun
{
    /// <summary>Checks the request, loads the data, resolves the spec and creates the run's directory.</summary>
    /// <exception cref="InvalidInputException">Something is wrong; nothing was written.</exception>
    public static async Task<PreparedRun> PrepareAsync(
        TrainRequest request, CliContext context, ITrainingView view, CancellationToken cancellationToken) =>
        Create(await DraftAsync(request, context, view, cancellationToken), request, context);

    /// <summary>Does all of <see cref="PrepareAsync"/> but create the directory.</summary>
    /// <exception cref="InvalidInputException">Something is wrong; nothing was written.</exception>
    public static async Task<RunDraft> DraftAsync(
        TrainRequest request, CliContext context, ITrainingView view, CancellationToken cancellationToken)
    {
        var data = Complete(request.Data, context);
        var shape = DataShape.Of(data);
        SpecResolver.CheckEarly(request.Spec, shape, data.Task == "regression");
        if (request.Out is { } asked)
            RunDirectory.CheckFree(context.FullPath(asked));

        var expected = shape is null ? null : SpecResolver.Resolve(request.Spec, shape);
        var dataset = await RunData.LoadAsync(data, expected, request, context, view, cancellationToken);
        var spec = SpecResolver.Resolve(request.Spec, DataShape.Of(dataset));
        spec.Validate(dataset);

        var description = RunDescription.Create(
            spec, DatasetDescription.Of(dataset, data), VersionText.NameAndVersion, context.Time.GetUtcNow());
        return new RunDraft(description, dataset, InitialWeights.StateOf(request, description.Spec));
    }

    /// <summary>Creates the directory of a run that is ready but for that.</summary>
    /// <exception cref="InvalidInputException">It cannot be created; nothing was written.</exception>
    public static PreparedRun Create(RunDraft draft, TrainRequest request, CliContext context)
    {
        var directory = request.Out is { } path
            ? RunDirectory.Create(context.FullPath(path), draft.Description)
            : RunDirectory.CreateUnder(context.FullPath(CliContext.RunsFolder), draft.Description);
        // From now on the run needs only its folder.
        if (draft.Initial is { } initial)
            directory.Checkpoints.Write(initial);
        return new PreparedRun(directory, directory.Description, draft.Dataset, draft.Initial, IsResumed: false);
    }

    /// <summary>The data of a run or a model, or the place where the user says they are now; their SHA-256 must match.</summary>
    internal static DatasetRequest Again(DatasetDescription stored, DatasetRequest asked, bool areNamed, CliContext context)
    {
        // What "auto" finds may change; what it found does not.
        var name = stored.Request.Dataset == "auto" ? stored.Name : stored.Request.Dataset;
        var folder = asked.DataFolder ?? stored.Request.DataFolder;
        return Complete(
            areNamed && !File.Exists(context.FullPath(asked.Dataset)) ? asked with { DataFolder = folder }
            : stored.Request with
            {
                Dataset = areNamed ? asked.Dataset : name, DataFolder = folder,
                Target = asked.Target ?? stored.Request.Target, Task = asked.Task ?? stored.Request.Task,
            },
            context);
    }

    /// <summary>The request with full paths, so that it means the same in another folder.</summary>
    internal static DatasetRequest Complete(DatasetRequest data, CliContext context)
    {
        var keyword = DatasetRequest.Keywords.FirstOrDefault(word => word.Equals(data.Dataset, StringComparison.OrdinalIgnoreCase));
        var complete = data with
        {
            Dataset = keyword ?? context.FullPath(data.Dataset),
            DataFolder = data.DataFolder is { } folder ? context.FullPath(folder) : null,
        };
        if (keyword is null && !Path.Exists(complete.Dataset))
            throw new InvalidInputException(
                "--dataset", data.Dataset, "auto, mnist, digits, an existing folder of IDX files or an existing CSV file",
                Suggestions.DidYouMean(data.Dataset, DatasetRequest.Keywords));
        if (complete.DataFolder is not null || keyword is "auto" or "mnist")
            context.Folders(complete.DataFolder).CheckChosen();
        if ((data.Target ?? data.Task) is not null && !File.Exists(complete.Dataset))
            throw new InvalidInputException(
                data.Target is null ? "--task" : "--target", data.Target ?? data.Task,
                $"a value only for a CSV file, but --dataset is '{data.Dataset}'", "leave it out");
        return complete;
    }
}
