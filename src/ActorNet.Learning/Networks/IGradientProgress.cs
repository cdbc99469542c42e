namespace ActorNet.Learning.Networks;

/// <summary>
/// Follows the computation of a gradient whose parameters are still arriving, and which is sent while it is computed. Ranges are in
/// <see cref="ParameterLayout"/>; called by any thread of a team.
/// </summary>
internal interface IGradientProgress
{
    /// <summary>Returns once the parameters of a range are there. Called before each part of the work: computing ends if it throws.</summary>
    /// <exception cref="OperationCanceledException">The gradient is no longer needed.</exception>
    void Await(ParameterRange parameters);

    /// <summary>
    /// A range of the gradient has its final bits, and is not written again. Each parameter is in one range, once.
    /// </summary>
    void Complete(ParameterRange gradient);
}
