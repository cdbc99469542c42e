using ActorNet.Cli.Console;
using ActorNet.Protocol;

namespace ActorNet.Cli.Tests.Console;

public class MembershipTextTests
{
    /// <summary>The command in it works on another machine as it is, but for the words in capital letters.</summary>
    [Theory]
    [InlineData(false, false, false, "")]
    [InlineData(true, false, false, " --certs FOLDER")]
    [InlineData(true, true, false, " --certs FOLDER --secret-file FILE")]
    [InlineData(false, false, true, " --insecure")]
    public void Line_of_a_listening_coordinator_has_every_option_that_its_workers_need(
        bool certificate, bool secret, bool insecure, string options)
    {
        var listening = new CoordinatorListening("r", "h:1")
        {
            NeedsCertificate = certificate, NeedsSecret = secret, IsInsecure = insecure,
        };
        Assert.Equal($"Listening at h:1; join with: actornet worker --join h:1{options}", new MembershipText().LineOf(listening));
    }
}
