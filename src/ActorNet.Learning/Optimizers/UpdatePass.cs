using ActorNet.Learning.Gradients;
using ActorNet.Learning.Matrices;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Threading;

namespace ActorNet.Learning.Optimizers;

/// <summary>
/// A step's pass over all parameters, shared by a team if there are many. Each number depends only on the numbers at its own index, so
/// the result does not depend on which thread computes it.
/// </summary>
internal sealed class UpdatePass : ITeamTask
{
    /// <summary>The minimum number of parameters for which a team is faster than its caller alone.</summary>
    public const int MinTeamParameters = 64 * 1024;

    /// <summary>
    /// Parameters that a member claims at a time: about ten microseconds of work, so that claiming takes no time in comparison.
    /// </summary>
    private const int ClaimedParameters = 8 * GradientTree.ChunkElements;

    private const int NoLayer = int.MaxValue;

    [ThreadStatic]
    private static TreeScratch? _scratch; // per thread, for all teams it works for

    private readonly OptimizerKind _kind;
    private readonly float _l2;
    private readonly ParameterLayout _layout;
    private readonly ITeam _team;
    private readonly int _chunks;
    private readonly ItemClaims _claims = new();
    private readonly Lock _failureLock = new();

    // The current step.
    private UpdateConstants _constants;
    private GradientTree? _gradient;
    private OptimizerState? _now;
    private OptimizerState? _next;
    private int _failedLayer;

    public UpdatePass(NetworkSpec network, OptimizerKind kind, float l2, ITeam? team)
    {
        _kind = kind;
        _l2 = l2;
        _layout = ParameterLayout.Of(network);
        _chunks = (_layout.ParameterCount + ClaimedParameters - 1) / ClaimedParameters;
        _team = team is not null && _layout.ParameterCount >= MinTeamParameters ? team : ThreadTeam.CallerOnly;
    }

    /// <summary>Computes <paramref name="next"/> from <paramref name="now"/> and the gradient; L2 is taken from the spec.</summary>
    /// <returns>-1, or the layer that has the first number that is not finite.</returns>
    public int Run(GradientTree gradient, in UpdateConstants constants, OptimizerState now, OptimizerState next)
    {
        gradient.Complete();
        (_gradient, _constants, _now, _next) = (gradient, constants, now, next);
        _failedLayer = NoLayer;
        _claims.Begin(_chunks);
        _team.Run(this);
        return _failedLayer == NoLayer ? -1 : _failedLayer;
    }

    /// <summary>
    /// Claims chunks until none is left: a member that wakes late, or shares its processor, delays the step only by the chunk it holds.
    /// </summary>
    void ITeamTask.Run(int member, int members)
    {
        var scratch = _scratch ??= new TreeScratch();
        for (var position = 0; _claims.ClaimNext(0, _chunks, member, members, ref position) is var chunk and >= 0;)
        {
            var start = chunk * ClaimedParameters;
            var layer = Update(start, Math.Min(start + ClaimedParameters, _layout.ParameterCount), scratch);
            if (layer == NoLayer)
                continue;
            lock (_failureLock)
                _failedLayer = Math.Min(_failedLayer, layer);
        }
    }

    /// <summary>Updates the parameters in [<paramref name="start"/>, <paramref name="end"/>).</summary>
    /// <returns>The first layer with a number that is not finite, or <see cref="NoLayer"/>.</returns>
    private int Update(int start, int end, TreeScratch scratch)
    {
        var regularized = _constants with { L2 = _l2 };
        var layers = _layout.Layers;
        for (var layer = 0; layer < layers.Length; layer++)
        {
            var block = layers[layer];
            var (weights, biases, blockEnd) = (block.WeightOffset, block.BiasOffset, block.BiasOffset + block.Outputs);
            if (!Update(regularized, Math.Max(start, weights), Math.Min(end, biases), scratch)
                || !Update(_constants, Math.Max(start, biases), Math.Min(end, blockEnd), scratch))
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
