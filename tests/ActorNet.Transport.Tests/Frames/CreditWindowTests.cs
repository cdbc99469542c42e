using ActorNet.Transport.Frames;
using CsCheck;

namespace ActorNet.Transport.Tests.Frames;

public class CreditWindowTests
{
    [Fact]
    public void Initial_credit_allows_the_initial_number_of_frames()
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
    public void Shrinking_grant_is_rejected()
    {
        var credits = new CreditWindow();
        Assert.True(credits.TryReceiveGrant(20));
        Assert.True(credits.TryReceiveGrant(20));
        Assert.False(credits.TryReceiveGrant(19));
    }

    [Fact]
    public void Frame_beyond_the_announced_credit_is_rejected()
    {
        var credits = new CreditWindow();
        for (var i = 0; i < CreditWindow.Initial; i++)
            Assert.True(credits.TryReceive());
        credits.Release(); // granted but not announced
        Assert.False(credits.TryReceive());
        Assert.Equal(CreditWindow.Initial + 1, credits.Announce());
        Assert.True(credits.TryReceive());
        Assert.False(credits.TryReceive());
    }

    [Fact]
    public void Announcement_is_due_at_half_the_window()
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
    /// Two sides send, receive, read and announce in any order over ordered lines with any delay: no frame is rejected, no more than the
    /// window is in transit, and as long as due announcements are made, both sides make progress.
    /// </summary>
    [Fact]
    public void Window_is_never_exceeded_and_never_deadlocks() =>
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 3]).Array[0, 400].Sample(moves =>
        {
            var sides = new[] { new Side(), new Side() };
            foreach (var (side, action) in moves)
                sides[side].Move(action, sides[1 - side]);
            // A steady exchange makes progress from any state.
            var before = sides.Sum(one => one.Received);
            for (var i = 0; i < 1000; i++)
                sides[i / 4 % 2].Move(i % 4, sides[1 - (i / 4 % 2)]);
            Assert.True(sides.Sum(one => one.Received) > before + 100);
        });

    private sealed class Side
    {
        private readonly CreditWindow _credits = new();
        private readonly Queue<(bool NeedsCredit, long Granted)> _line = new(); // to this side
        private int _unread;

        public int Received { get; private set; }

        public void Move(int action, Side other)
        {
            switch (action)
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
