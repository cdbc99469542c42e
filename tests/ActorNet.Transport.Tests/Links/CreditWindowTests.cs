using ActorNet.Transport.Links;
using CsCheck;

namespace ActorNet.Transport.Tests.Links;

public class CreditWindowTests
{
    [Fact]
    public void At_first_the_initial_number_of_frames_may_be_sent()
    {
        var credits = new CreditWindow();
        for (var i = 0; i < CreditWindow.Initial; i++)
            Assert.True(credits.TrySend());
        Assert.False(credits.TrySend());
        Assert.True(credits.TryReceiveGrant(CreditWindow.Initial + 1));
        Assert.True(credits.TrySend());
        Assert.False(credits.TrySend());
    }

    [Fact]
    public void Grant_that_shrinks_is_refused()
    {
        var credits = new CreditWindow();
        Assert.True(credits.TryReceiveGrant(20));
        Assert.True(credits.TryReceiveGrant(20));
        Assert.False(credits.TryReceiveGrant(19));
    }

    [Fact]
    public void More_frames_than_were_announced_are_refused()
    {
        var credits = new CreditWindow();
        for (var i = 0; i < CreditWindow.Initial; i++)
            Assert.True(credits.TryReceive());
        credits.Release(); // granted, but the other side cannot know
        Assert.False(credits.TryReceive());
        Assert.Equal(CreditWindow.Initial + 1, credits.Announce());
        Assert.True(credits.TryReceive());
        Assert.False(credits.TryReceive());
    }

    [Fact]
    public void Announcement_is_due_when_half_the_window_is_used_up()
    {
        var credits = new CreditWindow();
        for (var i = 1; i <= CreditWindow.Initial / 2; i++)
        {
            Assert.False(credits.IsAnnouncementDue);
            Assert.True(credits.TryReceive());
            credits.Release();
        }

        Assert.True(credits.IsAnnouncementDue);
        credits.Announce();
        Assert.False(credits.IsAnnouncementDue);
    }

    /// <summary>
    /// Two sides that send, receive, read and announce in any order over lines that keep the order and may be slow: whatever is sent is
    /// never refused, never more than the window is on the way, and as long as due announcements are made, everything gets through.
    /// </summary>
    [Fact]
    public void Neither_side_ever_sends_too_much_and_both_can_always_go_on() =>
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 3]).Array[0, 400].Sample(moves =>
        {
            var sides = new[] { new Side(), new Side() };
            foreach (var (who, what) in moves)
                sides[who].Move(what, sides[1 - who]);
            // From anywhere, a steady exchange goes on.
            var before = sides.Sum(side => side.Received);
            for (var i = 0; i < 1000; i++)
                sides[i / 4 % 2].Move(i % 4, sides[1 - (i / 4 % 2)]);
            Assert.True(sides.Sum(side => side.Received) > before + 100);
        });

    private sealed class Side
    {
        private readonly CreditWindow _credits = new();
        private readonly Queue<(bool NeedsCredit, long Granted)> _line = new(); // to this side
        private int _unread;

        public int Received { get; private set; }

        public void Move(int what, Side other)
        {
            switch (what)
            {
                case 0 when _credits.TrySend():
                    other._line.Enqueue((true, _credits.Announce()));
                    Assert.InRange(other._line.Count(frame => frame.NeedsCredit) + other._unread, 1, CreditWindow.Initial);
                    break;
                case 1 when _line.TryDequeue(out var frame):
                    Assert.True(_credits.TryReceiveGrant(frame.Granted));
                    if (frame.NeedsCredit)
                    {
                        Assert.True(_credits.TryReceive());
                        _unread++;
                        Received++;
                    }

                    break;
                case 2 when _unread > 0:
                    _unread--;
                    _credits.Release();
                    break;
                case 3 when _credits.IsAnnouncementDue:
                    other._line.Enqueue((false, _credits.Announce()));
                    break;
            }
        }
    }
}
