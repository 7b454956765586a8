using Perennial.Workspace.Contract;
using Perennial.Workspace.Webhooks;

namespace Perennial.Unit.Workspace;

/// <summary>What goes out, how it is signed, and when it goes out again.</summary>
public sealed class WebhookRulesTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 1, 12, 0);

    [Fact]
    public void Signatures_are_those_of_Standard_Webhooks()
    {
        const string secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";
        var time = Instant.FromUnixTimeSeconds(1767225600);
        const string body = """{"id":1001,"total":"195.00"}""";
        WebhookSignature.Sign([secret], "msg_1", time, body).ShouldBe("v1,Nf2KDAVm9uKrJB3iO4Mo3bkPMBL13dXtM2+ZMg9yuxA=");
        WebhookSignature.Sign([WebhookSignature.NewSecret(), secret], "msg_1", time, body)
            .ShouldMatch("^v1,[A-Za-z0-9+/]{43}= v1,Nf2KDAVm9uKrJB3iO4Mo3bkPMBL13dXtM2\\+ZMg9yuxA=$");
    }

    // The example of the specification's own libraries.
    [Fact]
    public void Signatures_are_those_of_the_libraries() =>
        WebhookSignature.Sign(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek",
                Instant.FromUnixTimeSeconds(1614265330), """{"test": 2432232314}""")
            .ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

    [Fact]
    public void An_event_goes_out_under_the_name_it_has_in_the_log() =>
        WebhookBody.AsItIs(new Perennial.Kernel.Data.OutboxEvent(Guid.Empty, "order_line.returned", """{"store":"north"}""", Now))
            .ShouldBe(new WebhookPayload("order_line.returned", """{"store":"north"}""", "north"));

    [Fact]
    public void Data_stands_in_the_body_as_it_was_made() =>
        WebhookBody.Write(new WebhookPayload("order.changed", """{"id": 1001, "name":"Ştefan"}"""), Now + Duration.FromMilliseconds(250))
            .ShouldBe("""{"type":"order.changed","timestamp":"2026-03-01T12:00:00.25Z","data":{"id": 1001, "name":"Ştefan"}}""");

    [Fact]
    public void Attempts_go_on_for_a_day_and_then_end()
    {
        var at = Now;
        var times = new List<Duration>();
        for (var attempts = 1; WebhookSchedule.Next(attempts, at, null) is { } next; attempts++)
        {
            times.Add(next - at);
            at = next;
        }

        times.ShouldBe([Duration.FromSeconds(5), Duration.FromMinutes(5), Duration.FromMinutes(30), Duration.FromHours(2), Duration.FromHours(5),
            Duration.FromHours(10), Duration.FromHours(10)]);
        WebhookSchedule.AttemptsMax.ShouldBe(8);
        WebhookSchedule.Next(11, Now, Duration.FromSeconds(1)).ShouldBeNull();
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("0", 0)]
    [InlineData("99999999999999999", 86_400)]
    [InlineData("Sun, 01 Mar 2026 12:01:30 GMT", 90)]
    [InlineData("Sat, 01 Mar 2036 12:01:30 GMT", 86_400)]
    [InlineData("Sun, 01 Mar 2026 11:00:00 GMT", null)]
    [InlineData("-5", null)]
    [InlineData("1e3", null)]
    [InlineData("soon", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_receiver_asks_for_a_pause_in_seconds_or_by_a_date(string? retryAfter, int? seconds) =>
        WebhookSchedule.Asked(retryAfter, Now).ShouldBe(seconds is { } given ? Duration.FromSeconds(given) : null);

    [Fact]
    public void The_longer_pause_holds()
    {
        WebhookSchedule.Next(1, Now, Duration.FromMinutes(1)).ShouldBe(Now + Duration.FromMinutes(1));
        WebhookSchedule.Next(2, Now, Duration.FromMinutes(1)).ShouldBe(Now + Duration.FromMinutes(5));
    }
}
