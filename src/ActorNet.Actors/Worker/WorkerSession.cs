using System.Text;
using ActorNet.Actors.Serialization;
using ActorNet.Computing.Requests;
using ActorNet.Computing.Serving;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Threading;
using ActorNet.Learning.Training;
using ActorNet.Models.Datasets;
using ActorNet.Protocol;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;
using ActorNet.Transport.Security;
using Akka.Actor;

namespace ActorNet.Actors.Worker;

/// <summary>The session has the data set and can compute.</summary>
internal sealed record SessionPrepared
{
    public static SessionPrepared Instance { get; } = new();
}

internal sealed record SessionEnded(WorkerExit Exit);

/// <summary>What a worker process computes with; <c>Threads</c> counts compute threads.</summary>
internal sealed record WorkerResources(int Threads, DatasetCache Cache, TimeProvider Time)
{
    /// <summary>Creates the gradient computer; null uses the built-in kernels.</summary>
    public Func<TrainingSpec, SampleSet, IGradientComputer>? CreateComputer { get; init; }

    /// <summary>Certificates to present and to require on links, by TLS; null for plain text.</summary>
    public NodeCertificates? Certificates { get; init; }

    /// <summary>Null for no counting.</summary>
    public WorkerCounters? Counters { get; init; }
}

/// <summary>
/// A worker's part in one run, on a thread of its own: opens the tensor link, gets the data set, and answers requests on the thread that
/// reads them, so that no request waits for another thread to wake up.
/// </summary>
internal sealed class WorkerSession
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly RunOffered _offer;
    private readonly WorkerResources _resources;
    private readonly IActorRef _owner;
    private readonly Action<WorkerEvent> _onEvent;
    private readonly FrameHeader _header;
    private readonly Lock _closing = new();
    private TensorLink? _link; // set once it is open
    private WorkerExit? _exit; // why the session was closed, perhaps before it had a link

    /// <summary>
    /// Starts the thread. <paramref name="owner"/> receives <see cref="SessionPrepared"/> and <see cref="SessionEnded"/>;
    /// <paramref name="onEvent"/> is called on the session's thread.
    /// </summary>
    public WorkerSession(RunOffered offer, WorkerResources resources, IActorRef owner, Action<WorkerEvent> onEvent)
    {
        (_offer, _resources, _owner, _onEvent) = (offer, resources, owner, onEvent);
        _header = new FrameHeader { Run = FrameHeader.RunNumber(offer.RunId), Incarnation = offer.Incarnation };
        new Thread(Run) { IsBackground = true, Name = "worker" }.Start();
    }

    /// <summary>Ends the session after the current request.</summary>
    public void Close(WorkerExit exit)
    {
        lock (_closing)
        {
            _exit ??= exit;
            _link?.Close(exit);
        }
    }

    private void Run()
    {
        try
        {
            var link = Open();
            lock (_closing)
            {
                _link = link;
                if (_exit is { } exit)
                    throw new LinkClosedException(exit);
            }

            Serve(link);
        }
        catch (Exception error)
        {
            var exit = _exit ?? (error as LinkClosedException)?.Exit ?? new WorkerExit(WorkerExitReason.WorkerFailed, error.Message);
            _link?.Close(exit);
            _owner.Tell(new SessionEnded(exit));
        }
    }

    private TensorLink Open()
    {
        var endpoint = Endpoint.Parse(_offer.Endpoint);
        var limits = new LinkLimits().Allow(FrameKind.Welcome, 0);
        var link = TensorLink.ConnectAsync(
            endpoint.Host, endpoint.Port, _resources.Certificates, limits, ConnectTimeout, CancellationToken.None).GetAwaiter().GetResult();
        try
        {
            link.ReadTimeout = ConnectTimeout;
            link.Send(_header with { Kind = FrameKind.Hello }, Encoding.UTF8.GetBytes(_offer.Token).AsSpan());
            link.Receive(); // Welcome: nothing else is allowed yet
            link.EndFrame();
            link.ReadTimeout = Timeout.InfiniteTimeSpan;
            return link;
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }

    private void Serve(TensorLink link)
    {
        var spec = SpecJson.Read(_offer.Spec);
        var parameterBytes = (long)spec.Network.ParameterCount * sizeof(float);
        link.Limits.Forbid(FrameKind.Welcome)
            .Allow(FrameKind.DatasetPart, DatasetFetch.PartBytes)
            .Allow(FrameKind.ComputeGradient, parameterBytes)
            .Allow(FrameKind.EvaluateSlices, parameterBytes);
        var dataset = new DatasetFetch(link, _header, _offer.Dataset, _resources.Cache, _onEvent).Fetch();
        spec.Validate(dataset);
        using var team = new ThreadTeam(_resources.Threads, "worker");
        var computer = _resources.CreateComputer?.Invoke(spec, dataset.Train) ?? new GradientComputer(spec, dataset.Train, team);
        var loop = new RequestLoop(
            _offer.RunId, spec, dataset, new RequestHandler(spec, dataset, computer, _resources.Time), _resources.Counters);
        _owner.Tell(SessionPrepared.Instance);
        loop.Serve(link);
    }
}
