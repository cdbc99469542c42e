using ActorNet.Computing.Exchange;
using ActorNet.Coordination.Exchange;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Numerics;
using ActorNet.Protocol;
using ActorNet.Testing;
using ActorNet.Transport.Connections;
using CsCheck;

namespace ActorNet.Computing.Tests.Exchange;

/// <summary>
/// Workers in memory that exchange random gradients: the shards that reach the coordinator are the tree's sums, bit for bit.
/// </summary>
public sealed class PeerExchangeTests
{
    /// <summary>Two buckets.</summary>
    private static readonly ParameterLayout FourBuckets = ParameterLayout.Of(NetworkSpec.Parse("7-60000-1"));

    private static readonly ParameterLayout OneBucket = ParameterLayout.Of(NetworkSpec.Parse("7-5-3"));
    private static readonly ParameterRange All = new(0, OneBucket.ParameterCount);
    private static readonly RoundId Round = new("run", 1, RoundKind.Gradient, 5);

    [Fact]
    public void Shards_are_the_sums_of_the_tree_in_any_order_of_delivery() =>
        Gen.Select(Gen.Int[2, 40], Gen.Int[2, 9], Gen.Int[0, 3], Gen.UInt).Sample((sliceCount, members, before, seed) =>
        {
            var random = new SeededRandom(3, RandomPurpose.Generation, seed);
            var group = new Group(OneBucket, Plan(random, sliceCount, members, before), sliceCount, random);
            for (var number = 1; number <= 2; number++)
                group.Exchange(number);
        }, iter: 300, threads: 1);

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Shards_of_several_buckets_are_the_sums_of_the_tree(int members)
    {
        var random = new SeededRandom(3, RandomPurpose.Generation, 1);
        var group = new Group(FourBuckets, Plan(random, 7, members, 1), 7, random);
        for (var number = 1; number <= 2; number++)
            group.Exchange(number);
    }

    [Fact]
    public void Shards_are_the_sums_of_the_tree_when_every_link_has_a_thread()
    {
        var random = new SeededRandom(3, RandomPurpose.Generation, 1);
        var group = new Group(FourBuckets, Plan(random, 9, 4, 2), 9, random) { IsConcurrent = true };
        for (var number = 1; number <= 10; number++)
            group.Exchange(number);
    }

    [Fact]
    public void Layer_can_be_computed_when_its_parameters_are_there()
    {
        var group = new Group(FourBuckets, [new(10, new SliceRange(0, 2)), new(11, new SliceRange(2, 3))], 5, new SeededRandom(3, RandomPurpose.Generation, 0));
        var (exchange, begun) = group.Begin(0, 1);
        var (other, begunToo) = group.Begin(1, 1);
        var firstBucket = begun.Plan.Shards.Bucket(0);
        exchange.PassOn(begun, bucket: 0);
        Assert.False(begun.HasParameters(firstBucket));
        other.PassOn(begunToo, bucket: 0);
        group.DeliverAll();
        exchange.Await(begun, firstBucket);
        Assert.False(begun.HasParameters(firstBucket with { Length = firstBucket.Length + 1 }));
    }

    [Fact]
    public void Waiting_for_parameters_ends_when_a_peer_is_lost()
    {
        var group = Pair();
        var (exchange, begun) = group.Begin(0, 1);
        Exception? ended = null;
        var waiting = new Thread(() => ended = Record.Exception(() => exchange.Await(begun, All))) { IsBackground = true };
        waiting.Start();
        Deadline.Await(() => waiting.ThreadState.HasFlag(ThreadState.WaitSleepJoin), "the thread waits for parameters");
        exchange.Disconnect(peer: 11);
        Assert.True(waiting.Join(LinkPair.ResponseTimeout));
        Assert.IsType<OperationCanceledException>(ended);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Exchange_has_failed_when_any_of_its_members_is_lost(int lost)
    {
        var group = Pair();
        var (exchange, begun) = group.Begin(1 - lost, 1);
        exchange.Disconnect(peer: 12); // no member
        Assert.False(begun.IsFailed);
        exchange.Disconnect(peer: 10 + lost);
        Assert.True(begun.IsFailed);
    }

    /// <summary>17 parameters are one shard, of whole cache lines, and none.</summary>
    [Fact]
    public void Member_without_a_shard_misses_no_sums()
    {
        var layout = ParameterLayout.Of(NetworkSpec.Parse("2-3-2"));
        var begun = new WorkerExchange(new ExchangePlan(layout, 5, [new(10, new SliceRange(0, 2)), new(11, new SliceRange(2, 3))]), self: 0);
        begun.Begin(1, Round, isAudited: false);
        Assert.Equal([11], begun.MissingPeers());
        Assert.True(begun.RecordParameters(member: 1, bucket: 0));
        begun.RecordComputed(member: 1, bucket: 0, new ParameterRange(0, layout.ParameterCount));
        Assert.True(begun.IsComplete);
        Assert.Empty(begun.MissingPeers());
    }

    [Fact]
    public void Buffers_of_an_abandoned_exchange_are_left_alone_even_if_it_is_complete()
    {
        var group = Pair();
        group.Exchange(1);
        var (exchange, complete) = (group.Of(0), group.Begun(0));
        Assert.True(complete.IsComplete);
        exchange.Abandon(complete);
        Assert.False(complete.IsFailed);
        Assert.NotSame(complete, group.Begin(0, 2).Begun);
    }

    [Fact]
    public void Another_request_ends_a_share_that_is_computed_and_leaves_one_that_is_contributed()
    {
        var group = Pair();
        var (exchange, begun) = group.Begin(0, 1);
        var (other, begunToo) = group.Begin(1, 1);
        exchange.Contribute(begun, group.GradientOf(0), All);
        exchange.EndComputing(begun);
        Assert.False(begun.IsFailed);
        other.EndComputing(begunToo);
        Assert.True(begunToo.IsFailed);
    }

    [Fact]
    public void Bucket_is_sent_when_its_last_number_is_computed()
    {
        var group = Pair();
        var (exchange, begun) = group.Begin(0, 1);
        group.Begin(1, 1);
        var (gradient, peers) = (group.GradientOf(0), begun.RangeOf(1, 0));
        exchange.Contribute(begun, gradient, peers with { Start = peers.Start + 1, Length = peers.Length - 1 });
        Assert.Equal(0, group.Frames);
        exchange.Contribute(begun, gradient, new ParameterRange(0, peers.Start + 1));
        Assert.Equal(1, group.Frames);
        Assert.True(begun.IsContributed);
    }

    [Fact]
    public void Worker_whose_peer_is_lost_before_it_computes_reports_the_failure()
    {
        var group = Pair();
        var (exchange, begun) = group.Begin(0, 1);
        exchange.PassOn(begun, bucket: 0);
        exchange.Disconnect(peer: 11);
        Assert.Throws<OperationCanceledException>(() => exchange.Await(begun, All));
        Assert.Empty(group.Failures); // the computing thread answers
        exchange.FailShare(begun);
        exchange.Fail(begun); // the coordinator abandons it too
        Assert.Equal([11], Assert.Single(group.Failures));
    }

    [Fact]
    public void Worker_whose_exchange_is_abandoned_while_it_computes_misses_nothing_of_its_peers()
    {
        var group = Pair();
        var (exchange, begun) = group.BeginWithParameters();
        exchange.Contribute(begun, group.GradientOf(0), new ParameterRange(0, 3));
        exchange.Fail(begun);
        Assert.Throws<OperationCanceledException>(() => exchange.Contribute(begun, group.GradientOf(0), new ParameterRange(3, 1)));
        Assert.Empty(group.Failures); // the computing thread answers
        exchange.FailShare(begun);
        Assert.Empty(Assert.Single(group.Failures));
    }

    [Fact]
    public void Worker_whose_peer_is_lost_after_it_has_computed_reports_the_failure_once()
    {
        var group = Pair();
        var (exchange, begun) = group.BeginWithParameters();
        exchange.Contribute(begun, group.GradientOf(0), All);
        exchange.EndShare(begun);
        Assert.Empty(group.Failures);
        exchange.Disconnect(peer: 11);
        exchange.Fail(begun);
        Assert.Equal([11], Assert.Single(group.Failures));
    }

    [Fact]
    public void Worker_whose_peer_is_lost_before_it_has_answered_reports_the_failure_after_its_answer()
    {
        var group = Pair();
        var (exchange, begun) = group.BeginWithParameters();
        exchange.Contribute(begun, group.GradientOf(0), All);
        exchange.Disconnect(peer: 11);
        Assert.Empty(group.Failures);
        exchange.EndShare(begun);
        Assert.Equal([11], Assert.Single(group.Failures));
    }

    [Fact]
    public void Exchange_with_a_peer_that_is_not_connected_fails_at_once()
    {
        var group = Pair();
        group.Of(0).Disconnect(peer: 11);
        var (exchange, begun) = group.Begin(0, 1);
        Assert.Throws<OperationCanceledException>(() => exchange.Await(begun, All));
    }

    [Fact]
    public void Complete_exchange_does_not_fail_any_more()
    {
        var group = Pair();
        group.Exchange(1);
        group.Of(0).Disconnect(peer: 11);
        group.Of(0).Fail(group.Begun(0));
        Assert.Empty(group.Failures);
    }

    [Fact]
    public void Frame_of_an_exchange_that_is_over_is_refused_and_leaves_the_next_one_alone()
    {
        var group = Pair();
        var (exchange, first) = group.Begin(0, 1);
        Assert.True(exchange.TryReceive(11, 1, 0, isGradient: false, ShardBytes(first, member: 1), out var reception));

        // It is still being read when the next exchange begins.
        var (_, second) = group.Begin(0, 2);
        Assert.NotSame(first, second);
        reception.Segment(0).Fill(666f);
        exchange.Complete(reception);
        Assert.DoesNotContain(666f, second.Parameters);
        Assert.False(second.HasParameters(1, 0));
        Assert.False(exchange.TryReceive(11, 1, 0, isGradient: true, 0, out _));
    }

    [Fact]
    public void Invalid_frames_close_the_link()
    {
        var group = Pair();
        var (exchange, begun) = group.Begin(0, 1);
        var bytes = ShardBytes(begun, member: 1);
        AssertRejected(() => exchange.TryReceive(12, 1, 0, isGradient: false, bytes, out _), "which it has not");
        AssertRejected(() => exchange.TryReceive(10, 1, 0, isGradient: false, bytes, out _), "which it has not");
        AssertRejected(() => exchange.TryReceive(11, 1, 1, isGradient: false, bytes, out _), "which it has not");
        AssertRejected(() => exchange.TryReceive(11, 1, -1, isGradient: true, bytes, out _), "which it has not");
        AssertRejected(() => exchange.TryReceive(11, 1, 0, isGradient: false, bytes + 4, out _), "bytes where");
        Assert.True(exchange.TryReceive(11, 1, 0, isGradient: false, bytes, out var reception));
        exchange.Complete(reception);
        AssertRejected(() => exchange.TryReceive(11, 1, 0, isGradient: false, bytes, out _), "twice");
        AssertRejected(() => group.Begin(0, 1), "began exchange 1 after 1");
    }

    [Fact]
    public async Task Closing_ends_the_wait_for_an_exchange()
    {
        var group = Pair();
        var waiting = Task.Run(() => Record.Exception(() => group.Of(0).AwaitBegun(1, LinkPair.ResponseTimeout)));
        group.Of(0).Close();
        Assert.IsType<LinkClosedException>(await waiting.WaitAsync(LinkPair.ResponseTimeout));
    }

    private static void AssertRejected(Action receive, string why) =>
        Assert.Contains(why, Assert.Throws<LinkClosedException>(receive).Message, StringComparison.Ordinal);

    private static long ShardBytes(WorkerExchange exchange, int member) => exchange.RangeOf(member, 0).Length * sizeof(float);

    private static Group Pair() => new(
        OneBucket, [new ExchangeMember(10, new SliceRange(0, 2)), new ExchangeMember(11, new SliceRange(2, 3))], 5,
        new SeededRandom(3, RandomPurpose.Generation, 0));

    /// <summary>Members with at least one slice each, of a minibatch that may have other slices before and after theirs.</summary>
    private static ExchangeMember[] Plan(SeededRandom random, int sliceCount, int members, int before)
    {
        members = Math.Min(members, sliceCount);
        var first = Math.Min(before, sliceCount - members);
        var end = sliceCount - random.NextInt(sliceCount - members - first + 1);
        var plan = new List<ExchangeMember>();
        for (var i = 0; i < members; i++)
        {
            var rest = end - first - (members - i);
            var count = 1 + (i == members - 1 ? rest : random.NextInt(rest + 1));
            plan.Add(new ExchangeMember(10 + i, new SliceRange(first, count)));
            first += count;
        }

        return [.. plan];
    }

    /// <summary>Some workers; their frames are delivered in random order, or each link's on a thread.</summary>
    private sealed class Group
    {
        private readonly ExchangePlan _plan;
        private readonly SeededRandom _random;
        private readonly int _sliceCount;
        private readonly float[][] _leaves; // by slice
        private readonly float[] _parameters;
        private readonly Member[] _members;
        private readonly List<Action> _frames = [];

        public Group(ParameterLayout layout, ExchangeMember[] members, int sliceCount, SeededRandom random)
        {
            (_plan, _random, _sliceCount) = (new ExchangePlan(layout, sliceCount, members), random, sliceCount);
            _leaves = [.. Enumerable.Range(0, sliceCount).Select(_ => Numbers(layout.ParameterCount))];
            _parameters = Numbers(layout.ParameterCount);
            _members = [.. Enumerable.Range(0, members.Length).Select(index => new Member(this, index))];
            foreach (var (one, other) in _members.SelectMany(one => _members.Where(other => other != one).Select(other => (one, other))))
                one.Exchange.Connect(10 + other.Index);
        }

        public bool IsConcurrent { get; init; }

        public List<int[]> Failures { get; } = [];

        /// <summary>Frames that are not delivered yet.</summary>
        public int Frames => _frames.Count;

        public PeerExchange Of(int member) => _members[member].Exchange;

        public WorkerExchange Begun(int member) => _members[member].Begun!;

        public PartialGradient GradientOf(int member)
        {
            var slices = _plan.Members[member].Slices;
            var part = new PartialGradient(_plan.ParameterCount);
            part.Begin(slices, _sliceCount);
            for (var node = 0; node < part.NodeCount; node++)
                TreeSum(part.Node(node)).CopyTo(part.Sum(node), 0);
            return part;
        }

        public (PeerExchange Exchange, WorkerExchange Begun) Begin(int member, long number)
        {
            var begun = Of(member).Begin(number, Round, _plan, member);
            _members[member].Begun = begun;
            foreach (var range in _plan.Shards.Shard(member))
                _parameters.AsSpan(range.Start, range.Length).CopyTo(begun.Parameters.AsSpan(range.Start));
            return (Of(member), begun);
        }

        /// <summary>Begins the first exchange of two members, and delivers all parameters.</summary>
        public (PeerExchange Exchange, WorkerExchange Begun) BeginWithParameters()
        {
            var (exchange, begun) = Begin(0, 1);
            var (other, begunToo) = Begin(1, 1);
            exchange.PassOn(begun, bucket: 0);
            other.PassOn(begunToo, bucket: 0);
            DeliverAll();
            exchange.Await(begun, All);
            return (exchange, begun);
        }

        /// <summary>Runs a whole exchange, and checks parameters and shards.</summary>
        public void Exchange(long number)
        {
            if (IsConcurrent)
                Parallel.ForEach(_members, new ParallelOptions { MaxDegreeOfParallelism = _members.Length }, member => Run(member, number));
            else
                RunInRandomOrder(number);
            foreach (var member in _members)
            {
                Assert.Equal(_parameters, member.Begun!.Parameters);
                Deadline.Await(() => member.SummedExchange == number || _plan.Shards.LengthOf(member.Index) == 0, $"member {member.Index} has summed exchange {number}");
                AssertShard(member);
            }

            Assert.Empty(Failures);
        }

        public void DeliverAll()
        {
            while (_frames.Count > 0)
            {
                var index = _random.NextInt(_frames.Count);
                var deliver = _frames[index];
                _frames.RemoveAt(index);
                deliver();
            }
        }

        public void Send(int from, int to, long number, int bucket, bool isGradient, List<float[]> segments)
        {
            Action deliver = () => Receive(_members[to], 10 + from, number, bucket, isGradient, segments);
            if (IsConcurrent)
                new Thread(() => deliver()).Start();
            else
                _frames.Add(deliver);
        }

        private void RunInRandomOrder(long number)
        {
            foreach (var member in _members)
                SendParameters(member.Index, Begin(member.Index, number).Begun);
            DeliverAll();
            foreach (var member in _members)
            {
                member.Exchange.Await(member.Begun!, new ParameterRange(0, _plan.ParameterCount));
                Contribute(member);
            }

            DeliverAll();
        }

        private void Run(Member member, long number)
        {
            var (exchange, begun) = Begin(member.Index, number);
            SendParameters(member.Index, begun);
            exchange.Await(begun, new ParameterRange(0, _plan.ParameterCount));
            Contribute(member);
        }

        /// <summary>Contributes ranges one after another, from the last to the first, or in random order.</summary>
        private void Contribute(Member member)
        {
            var ranges = new List<ParameterRange>();
            var gradient = GradientOf(member.Index);
            for (var end = _plan.ParameterCount; end > 0; end = ranges[^1].Start)
            {
                var start = IsConcurrent ? Math.Max(0, end - 100_000) : _random.NextInt(end);
                ranges.Add(new ParameterRange(start, end - start));
            }

            for (var left = ranges.Count; left > 0; left--)
            {
                var next = IsConcurrent ? 0 : _random.NextInt(left);
                member.Exchange.Contribute(member.Begun!, gradient, ranges[next]);
                ranges.RemoveAt(next);
            }

            member.Exchange.EndShare(member.Begun!);
        }

        private void SendParameters(int member, WorkerExchange begun)
        {
            for (var bucket = 0; bucket < _plan.Shards.BucketCount; bucket++)
                if (_plan.Shards.Shard(member)[bucket].Length > 0)
                    Of(member).PassOn(begun, bucket);
        }

        private static void Receive(Member member, int peer, long number, int bucket, bool isGradient, List<float[]> segments)
        {
            member.Exchange.AwaitBegun(number, LinkPair.ResponseTimeout);
            if (!member.Exchange.TryReceive(
                peer, number, bucket, isGradient, sizeof(float) * segments.Sum(segment => segment.Length), out var reception))
                return;
            Assert.Equal(segments.Count, reception.SegmentCount);
            for (var i = 0; i < segments.Count; i++)
                segments[i].CopyTo(reception.Segment(i));
            member.Exchange.Complete(reception);
        }

        private void AssertShard(Member member)
        {
            var roots = new PartialGradient(_plan.ParameterCount);
            roots.Begin(_plan.Slices, _sliceCount);
            var expected = new List<float>();
            for (var root = 0; root < roots.NodeCount; root++)
            {
                var sum = TreeSum(roots.Node(root));
                foreach (var range in _plan.Shards.Shard(member.Index))
                    expected.AddRange(sum.AsSpan(range.Start, range.Length));
            }

            Assert.Equal(expected, member.Begun!.Sums);
        }

        /// <summary>The plain recursion of the law.</summary>
        private float[] TreeSum(TreeNode node)
        {
            if (node.Level == 0)
                return _leaves[node.Index];
            var left = TreeSum(new TreeNode(node.Level - 1, 2 * node.Index));
            var right = new TreeNode(node.Level - 1, 2 * node.Index + 1);
            if (right.FirstSlice >= _sliceCount)
                return left;
            var sum = TreeSum(right).ToArray();
            for (var i = 0; i < sum.Length; i++)
                sum[i] = left[i] + sum[i];
            return sum;
        }

        private float[] Numbers(int count)
        {
            var numbers = new float[count];
            foreach (ref var number in numbers.AsSpan())
                number = _random.NextNormal();
            return numbers;
        }
    }

    private sealed class Member : IPeerLinks
    {
        private readonly Group _group;

        public Member(Group group, int index)
        {
            (_group, Index) = (group, index);
            Exchange = new PeerExchange(this);
        }

        public int Index { get; }

        public PeerExchange Exchange { get; }

        public WorkerExchange? Begun { get; set; }

        public long SummedExchange { get; private set; }

        public void SendParameters(int peer, long exchange, int bucket, float[] parameters, ParameterRange range) => _group.Send(
            Index, peer - 10, exchange, bucket, isGradient: false, [parameters.AsSpan(range.Start, range.Length).ToArray()]);

        public void SendGradient(int peer, long exchange, int bucket, PartialGradient gradient, ParameterRange range)
        {
            var segments = new List<float[]>();
            for (var node = 0; node < gradient.NodeCount; node++)
                segments.Add(gradient.Sum(node).AsSpan(range.Start, range.Length).ToArray());
            _group.Send(Index, peer - 10, exchange, bucket, isGradient: true, segments);
        }

        public void SendSums(WorkerExchange exchange, int bucket, bool isLast) => SummedExchange = isLast ? exchange.Number : SummedExchange;

        public void SendFailure(WorkerExchange exchange, int[] missingPeers) => _group.Failures.Add(missingPeers);
    }
}
