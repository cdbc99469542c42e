using ActorNet.Learning.Gradients;
using ActorNet.Learning.Matrices;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Threading;

namespace ActorNet.Learning.Optimizers;

/// <summary>
/// The pass of a step over all parameters. Where they are many a team shares them out: a number is computed from the numbers
/// of its own place alone, so it makes no difference who computes it.
/// </summary>
internal sealed class UpdatePass : ITeamTask
{
    /// <summary>The parameters from which on a team is faster than its caller alone.</summary>
    public const int TeamParameters = 64 * 1024;

    /// <summary>The parameters that a member takes at once: some ten microseconds' work, against which taking them is nothing.</summary>
    private const int TakenParameters = 8 * GradientTree.ChunkElements;

    private const int NoLayer = int.MaxValue;

    [ThreadStatic]
    private static TreeScratch? _scratch; // of whoever helps, whichever team that is

    private readonly OptimizerKind _kind;
    private readonly float _l2;
    private readonly ParameterLayout _layout;
    private readonly ITeam _team;
    private readonly Lock _failing = new();

    // Of the step under way.
    private UpdateConstants _constants;
    private GradientTree? _gradient;
    private OptimizerState? _now;
    private OptimizerState? _next;
    private int _taken;
    private int _failedLayer;

    public UpdatePass(NetworkSpec network, OptimizerKind kind, float l2, ITeam? team)
    {
        _kind = kind;
        _l2 = l2;
        _layout = ParameterLayout.Of(network);
        _team = team is not null && _layout.ParameterCount >= TeamParameters ? team : ThreadTeam.Alone;
    }

    /// <summary>Computes <paramref name="next"/> from <paramref name="now"/> and the gradient.</summary>
    /// <param name="gradient">Its sum over the minibatch.</param>
    /// <param name="constants">The numbers of the step; L2 comes from the spec.</param>
    /// <param name="now">What is read.</param>
    /// <param name="next">What is written.</param>
    /// <returns>-1, or the layer in which the first number lies that is not finite.</returns>
    public int Run(GradientTree gradient, in UpdateConstants constants, OptimizerState now, OptimizerState next)
    {
        gradient.Complete();
        (_gradient, _constants, _now, _next) = (gradient, constants, now, next);
        (_taken, _failedLayer) = (0, NoLayer);
        _team.Run(this);
        return _failedLayer == NoLayer ? -1 : _failedLayer;
    }

    /// <summary>
    /// Takes parameters from the first that nobody has taken until none is left: so a member that had to be woken, or shares its
    /// processor, holds up the step by its waking alone. Whatever lies before a failure has been taken by then, and whoever has it finishes it: the
    /// lowest layer in which anybody fails is the first.
    /// </summary>
    void ITeamTask.Run(int member, int members)
    {
        var scratch = _scratch ??= new TreeScratch();
        var count = _layout.ParameterCount;
        while (Interlocked.Add(ref _taken, TakenParameters) - TakenParameters is var start && start < count)
        {
            var layer = Update(start, Math.Min(start + TakenParameters, count), scratch);
            if (layer == NoLayer)
                continue;
            lock (_failing)
                _failedLayer = Math.Min(_failedLayer, layer);
            return;
        }
    }

    /// <summary>Updates the parameters from <paramref name="start"/> to before <paramref name="end"/>.</summary>
    /// <returns>The first layer in which a number is not finite, or <see cref="NoLayer"/>.</returns>
    private int Update(int start, int end, TreeScratch scratch)
    {
        var regularized = _constants with { L2 = _l2 };
        var layers = _layout.Layers;
        for (var layer = 0; layer < layers.Length; layer++)
        {
            var block = layers[layer];
            var (weights, biases, behind) = (block.WeightOffset, block.BiasOffset, block.BiasOffset + block.Outputs);
            if (!Update(regularized, Math.Max(start, weights), Math.Min(end, biases), scratch)
                || !Update(_constants, Math.Max(start, biases), Math.Min(end, behind), scratch))
                return layer;
        }

        return NoLayer;
    }

    private bool Update(in UpdateConstants constants, int start, int end, TreeScratch scratch)
    {
        for (; start < end; start += GradientTree.ChunkElements)
        {
            var count = Math.Min(GradientTree.ChunkElements, end - start);
            _gradient!.Sum(start, count, scratch, out var left, out var right);
            var spans = new UpdateSpans
            {
                GradientSum = left,
                RightGradientSum = right,
                Parameters = _now!.ParametersAt(start, count),
                NextParameters = _next!.ParametersAt(start, count),
                State0 = _now.StateAt(0, start, count),
                NextState0 = _next.StateAt(0, start, count),
                State1 = _now.StateAt(1, start, count),
                NextState1 = _next.StateAt(1, start, count),
            };
            if (!Kernels.Best.Update(_kind, constants, spans))
                return false;
        }

        return true;
    }
}
