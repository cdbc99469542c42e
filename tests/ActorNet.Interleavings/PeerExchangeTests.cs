using ActorNet.Computing.Exchange;
using ActorNet.Coordination.Exchange;
using ActorNet.Interleavings.Scheduling;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Protocol;

namespace ActorNet.Interleavings;

/// <summary>
/// Two workers that exchange gradients, each with a thread that begins and computes, and one that reads what the other sends.
/// </summary>
public class PeerExchangeTests
{
    private const int Runs = 500;
    private const long Exchanges = 2;
    private const string OneBucket = "7-5-3";
    private const string TwoBuckets = "7-33000-1";

    [Fact]
    public void Shards_are_added_up_once_and_right() => Assert.Null(Scheduler.Explore(Runs, () => Exchange(OneBucket)));

    [Fact]
    public void Coordinator_hears_of_a_whole_share_or_of_one_failure() => Assert.Null(Scheduler.Explore(Runs, () => Exchange(OneBucket, breaks: true)));

    [Fact]
    public void Last_bucket_is_sent_last() => Assert.Null(Scheduler.Explore(Runs / 5, () => Exchange(TwoBuckets)));

    [Fact]
    public void Wait_for_parameters_without_an_end_is_found() => Assert.Contains(
        "for ever",
        Scheduler.Explore(Runs, () => Exchange(OneBucket), broken: "PeerExchange.RecordParameters: Monitor.PulseAll"), StringComparison.Ordinal);

    [Fact]
    public void Last_bucket_that_is_not_sent_last_is_found() => Assert.NotNull(
        Scheduler.Explore(Runs / 5, () => Exchange(TwoBuckets), broken: "PeerExchange.Sum: Lock.EnterScope"));

    private static (Action[], Action) Exchange(string network, bool breaks = false)
    {
        var plan = new ExchangePlan(
            ParameterLayout.Of(NetworkSpec.Parse(network)), sliceCount: 2,
            [new ExchangeMember(10, new SliceRange(0, 1)), new ExchangeMember(11, new SliceRange(1, 1))]);
        var coordinator = new Coordinator();
        var (one, other) = (new Member(plan, 0, coordinator), new Member(plan, 1, coordinator));
        one.Connect(other);
        other.Connect(one);
        List<Action> bodies = [one.Work, one.Read, other.Work, other.Read];
        if (breaks)
        {
            bodies.Add(() =>
            {
                one.Break();
                other.Break();
            });
        }

        return ([.. bodies], () => coordinator.Check(plan.Shards.BucketCount, mayFail: breaks));
    }

    /// <summary>What the coordinator hears of both members.</summary>
    private sealed class Coordinator
    {
        private readonly TestMonitor _monitor = new();
        private readonly List<(int Member, long Exchange)> _shares = [];
        private readonly List<(int Member, long Exchange)> _failures = [];
        private readonly List<(int Member, long Exchange, bool IsLast)> _sums = [];

        public void OnShare(int member, long exchange) => _monitor.Do(() => _shares.Add((member, exchange)));

        public void OnSums(int member, long exchange, bool isLast) => _monitor.Do(() => _sums.Add((member, exchange, isLast)));

        public void OnFailure(int member, long exchange) => _monitor.Do(() => _failures.Add((member, exchange)));

        /// <summary>Waits until an exchange is complete or a member has failed.</summary>
        /// <returns>Whether one has.</returns>
        public bool AwaitEnd(long exchange)
        {
            _monitor.Await(() => HasFailed(exchange) || (IsComplete(0, exchange) && IsComplete(1, exchange)));
            return HasFailed(exchange);
        }

        /// <summary>After an exchange failed, the coordinator waits for both members' word.</summary>
        public void AwaitAnswer(int member, long exchange) =>
            _monitor.Await(() => _failures.Contains((member, exchange)) || IsComplete(member, exchange));

        public void Check(int buckets, bool mayFail)
        {
            Assert.Equal(_failures.Distinct(), _failures);
            if (!mayFail)
                Assert.Empty(_failures);
            for (var exchange = 1L; exchange <= Exchanges; exchange++)
            {
                for (var member = 0; member < 2; member++)
                {
                    var areLast = _sums.Where(sum => sum.Member == member && sum.Exchange == exchange).Select(sum => sum.IsLast);
                    if (!_failures.Contains((member, exchange)))
                        Assert.Equal(Enumerable.Range(1, buckets).Select(sent => sent == buckets), areLast);
                }
            }
        }

        private bool HasFailed(long exchange) => _failures.Exists(failure => failure.Exchange == exchange);

        private bool IsComplete(int member, long exchange) => _shares.Contains((member, exchange)) && _sums.Contains((member, exchange, true));
    }

    /// <summary>A worker and its link to the other.</summary>
    private sealed class Member : IPeerLinks
    {
        private readonly TestMonitor _monitor = new();
        private readonly Queue<Action> _frames = [];
        private readonly ExchangePlan _plan;
        private readonly int _self;
        private readonly Coordinator _coordinator;
        private readonly PeerExchange _exchange;
        private Member _other = null!;
        private bool _isClosed;

        public Member(ExchangePlan plan, int self, Coordinator coordinator) =>
            (_plan, _self, _coordinator, _exchange) = (plan, self, coordinator, new PeerExchange(this));

        public void Connect(Member other)
        {
            _other = other;
            _exchange.Connect(10 + other._self);
        }

        /// <summary>Begins exchanges and computes its share, and begins the next when the coordinator would.</summary>
        public void Work()
        {
            for (var exchange = 1L; exchange <= Exchanges; exchange++)
                Work(exchange);
            _other._monitor.Do(() => _other._isClosed = true); // it gets no more frames
        }

        /// <summary>Reads frames until there are no more.</summary>
        public void Read()
        {
            for (var receive = Take(); receive is not null; receive = Take())
                receive();
        }

        /// <summary>This end of the link is lost.</summary>
        public void Break()
        {
            Operations.Point();
            _exchange.Disconnect(10 + _other._self);
        }

        void IPeerLinks.SendParameters(int peer, long exchange, int bucket, float[] parameters, ParameterRange range) =>
            Send(exchange, bucket, isGradient: false, parameters.AsSpan(range.Start, range.Length).ToArray());

        void IPeerLinks.SendGradient(int peer, long exchange, int bucket, PartialGradient gradient, ParameterRange range) =>
            Send(exchange, bucket, isGradient: true, gradient.Sum(0).AsSpan(range.Start, range.Length).ToArray()); // one slice, one node

        void IPeerLinks.SendSums(WorkerExchange exchange, int bucket, bool isLast)
        {
            // Each member's gradient is its number plus 1, everywhere.
            foreach (var range in exchange.SumsOf(bucket))
                Assert.False(exchange.Sums.AsSpan(range.Start, range.Length).ContainsAnyExcept(3f));
            _coordinator.OnSums(_self, exchange.Number, isLast);
        }

        void IPeerLinks.SendFailure(WorkerExchange exchange, int[] missingPeers) => _coordinator.OnFailure(_self, exchange.Number);

        private void Work(long number)
        {
            var begun = _exchange.Begin(number, new RoundId("run", 1, RoundKind.Gradient, number), _plan, _self);
            for (var bucket = 0; bucket < _plan.Shards.BucketCount; bucket++)
                _exchange.PassOn(begun, bucket);
            try
            {
                _exchange.Await(begun, new ParameterRange(0, _plan.ParameterCount));
                var gradient = new PartialGradient(_plan.ParameterCount);
                gradient.Begin(begun.Slices, _plan.SliceCount);
                gradient.Sum(0).AsSpan().Fill(_self + 1);
                var half = _plan.ParameterCount / 2;
                ParameterRange[] halves = [new(0, half), new(half, _plan.ParameterCount - half)];
                _exchange.Contribute(begun, gradient, halves[_self]); // in another order than the other
                _exchange.Contribute(begun, gradient, halves[1 - _self]);
                _coordinator.OnShare(_self, number);
                _exchange.EndShare(begun);
            }
            catch (OperationCanceledException)
            {
                _exchange.FailShare(begun);
            }

            if (!_coordinator.AwaitEnd(number))
                return;
            _exchange.Abandon(begun);
            _coordinator.AwaitAnswer(_self, number);
        }

        private void Send(long number, int bucket, bool isGradient, float[] numbers) =>
            _other._monitor.Do(() => _other._frames.Enqueue(() => _other.Receive(number, bucket, isGradient, numbers)));

        private void Receive(long number, int bucket, bool isGradient, float[] numbers)
        {
            _exchange.AwaitBegun(number, TimeSpan.FromMinutes(1));
            if (!_exchange.TryReceive(10 + _other._self, number, bucket, isGradient, numbers.Length * sizeof(float), out var reception))
                return;
            Operations.Point();
            numbers.CopyTo(reception.Segment(0));
            _exchange.Complete(reception);
        }

        private Action? Take()
        {
            Action? receive = null;
            _monitor.Await(() => _frames.Count > 0 || _isClosed, () => _frames.TryDequeue(out receive));
            return receive;
        }
    }
}
