using System.Net;
using Perennial.Kernel.Http;

namespace Perennial.Unit.Kernel;

/// <summary>Whoever names an address cannot make us ask what stands inside.</summary>
public sealed class GuardedHttpTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // PORT is where the canary listens. All of these lead to this machine or its network, or would on some machine.
    public static TheoryData<string> Hostile =>
    [
        "http://127.0.0.1:PORT/", "http://127.0.0.2:PORT/", "http://127.255.255.254:PORT/", "http://127.1:PORT/", "http://127.0.1:PORT/",
        "http://2130706433:PORT/", "http://0x7f000001:PORT/", "http://0x7F.0.0.1:PORT/", "http://0x7f.1:PORT/", "http://017700000001:PORT/",
        "http://0177.0.0.1:PORT/", "http://0177.0.0.01:PORT/", "http://00000177.0.0.1:PORT/", "http://0:PORT/", "http://0.0.0.0:PORT/",
        "http://0.1.2.3:PORT/", "http://00.0.0.0:PORT/", "http://0x0:PORT/", "http://①②⑦.⓪.⓪.①:PORT/", "http://１２７.０.０.１:PORT/",
        "http://127。0。0。1:PORT/", "http://localhost:PORT/", "http://LOCALHOST:PORT/", "http://localhost.:PORT/", "http://a.localhost:PORT/",
        "http://127.0.0.1.:PORT/", "https://127.0.0.1:PORT/", "http://[::1]:PORT/", "http://[0:0:0:0:0:0:0:1]:PORT/", "http://[0000::0001]:PORT/",
        "http://[::]:PORT/", "http://[::ffff:127.0.0.1]:PORT/", "http://[::ffff:7f00:1]:PORT/", "http://[0:0:0:0:0:ffff:127.0.0.1]:PORT/",
        "http://[::127.0.0.1]:PORT/", "http://[::ffff:0:127.0.0.1]:PORT/", "http://[::ffff:10.0.0.1]:PORT/", "http://[::ffff:169.254.169.254]/",
        "http://[64:ff9b::127.0.0.1]:PORT/", "http://[64:ff9b::7f00:1]:PORT/", "http://[64:ff9b::a9fe:a9fe]/", "http://[64:ff9b:1::7f00:1]:PORT/",
        "http://[2002:7f00:1::]:PORT/", "http://[2002:a9fe:a9fe::]/", "http://[2002:c0a8:101::1]/", "http://[2001:0:7f00:1::]:PORT/",
        "http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/", "http://[fe80::1]:PORT/", "http://[fe80::1%25lo]:PORT/", "http://[febf::1]/",
        "http://[fec0::1]/", "http://[fc00::1]:PORT/", "http://[fd00:ec2::254]/", "http://[fdff::1]/", "http://[ff02::1]:PORT/",
        "http://[2001:db8::1]/", "http://[3fff::1]/", "http://[100::1]/", "http://[2001:2::1]/", "http://[2a00::5efe:7f00:1]:PORT/",
        "http://[2a00::200:5efe:a00:1]/", "http://169.254.169.254/latest/meta-data/", "http://169.254.1.1/", "http://2852039166/",
        "http://0xA9FEA9FE/", "http://0251.0376.0251.0376/", "http://10.0.0.1:PORT/", "http://10.255.255.255/", "http://0xa.1/",
        "http://172.16.0.1/", "http://172.31.255.255/", "http://192.168.0.1/", "http://192.168.255.255/", "http://3232235521/",
        "http://100.64.0.1/", "http://100.100.100.200/", "http://100.127.255.255/", "http://192.0.0.1/", "http://192.0.0.192/",
        "http://192.0.2.1/", "http://192.88.99.1/", "http://198.18.0.1/", "http://198.19.255.255/", "http://198.51.100.1/",
        "http://203.0.113.1/", "http://224.0.0.1/", "http://239.255.255.255/", "http://240.0.0.1/", "http://255.255.255.255/",
        "http://168.63.129.16/machine", "http://user@127.0.0.1:PORT/", "http://example.com@127.0.0.1:PORT/",
        "http://127.0.0.1:PORT\\@example.com/", "http://127.0.0.1:PORT#@example.com/", "http://127.0.0.1:PORT?@example.com/",
        "http:/127.0.0.1:PORT/", "http:127.0.0.1:PORT/", "http://127.0.0.1\t:PORT/", "http://127.0.0.1:PORT/\r\nHost: example.com",
        "//127.0.0.1:PORT/", "ftp://127.0.0.1:PORT/", "file:///etc/passwd", "gopher://127.0.0.1:PORT/_x", "ws://127.0.0.1:PORT/",
        "unix:/var/run/docker.sock", "http://", "",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task What_leads_inside_is_not_asked(string url)
    {
        using var canary = new Canary();
        using var http = new GuardedHttp(new GuardedHttpOptions { ConnectTime = TimeSpan.FromSeconds(2) });

        var reply = await http.SendAsync(Get(url.Replace("PORT", $"{canary.Port}")), Cancellation);

        reply.Failure.ShouldBeOneOf(GuardedFailure.AddressRefused, GuardedFailure.UrlRefused);
        canary.Hits.ShouldBe(0);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("10.1.2.3")]
    [InlineData("169.254.169.254")]
    public async Task A_name_that_leads_inside_by_the_time_it_is_used_is_not_asked(string later)
    {
        using var canary = new Canary();
        var lookUps = 0;
        using var http = new GuardedHttp(new GuardedHttpOptions(), (_, _) =>
        {
            lookUps++;
            return Task.FromResult(new[] { IPAddress.Parse(later) });
        });

        var url = $"http://rebinding.example:{canary.Port}/";
        http.Check(url).ShouldBeNull();
        (await http.SendAsync(Get(url), Cancellation)).Failure.ShouldBe(GuardedFailure.AddressRefused);
        lookUps.ShouldBe(1);
        canary.Hits.ShouldBe(0);
    }

    [Fact]
    public async Task The_address_that_was_looked_at_is_the_one_connected_to()
    {
        // A second look-up would have another answer, and nobody makes one.
        using var canary = new Canary();
        var answers = new Queue<string>(["127.0.0.1", "::1"]);
        using var http = new GuardedHttp(new GuardedHttpOptions { PrivateAllowed = [$"sims.example:{canary.Port}"] },
            (_, _) => Task.FromResult(new[] { IPAddress.Parse(answers.Dequeue()) }));

        (await http.SendAsync(Get($"http://sims.example:{canary.Port}/"), Cancellation)).Succeeded.ShouldBeTrue();
        answers.Count.ShouldBe(1);
        canary.Hits.ShouldBe(1);
    }

    [Fact]
    public async Task A_redirect_is_an_answer_that_leads_nowhere()
    {
        using var canary = new Canary();
        using var redirecting = new Canary(
            $"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{canary.Port}/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        using var http = new GuardedHttp(new GuardedHttpOptions
        {
            PrivateAllowed = [$"127.0.0.1:{redirecting.Port}", $"127.0.0.1:{canary.Port}"],
        });

        var reply = await http.SendAsync(Get($"http://127.0.0.1:{redirecting.Port}/"), Cancellation);

        (reply.Status, reply.Failure, reply.Succeeded).ShouldBe((302, GuardedFailure.Redirected, false));
        (redirecting.Hits, canary.Hits).ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_setting_allows_one_host_and_port_and_nothing_beside_it()
    {
        using var allowed = new Canary();
        using var other = new Canary();
        using var http = new GuardedHttp(new GuardedHttpOptions { PrivateAllowed = [$"127.0.0.1:{allowed.Port}", $"[::1]:{allowed.Port}"] });

        var reply = await http.SendAsync(Get($"http://127.0.0.1:{allowed.Port}/"), Cancellation);
        (reply.Status, System.Text.Encoding.ASCII.GetString(reply.Body)).ShouldBe((200, "ok"));
        (await http.SendAsync(Get($"http://[::1]:{allowed.Port}/"), Cancellation)).Succeeded.ShouldBeTrue();
        (await http.SendAsync(Get($"http://localhost:{allowed.Port}/"), Cancellation)).Failure.ShouldBe(GuardedFailure.AddressRefused);
        (await http.SendAsync(Get($"http://127.0.0.1:{other.Port}/"), Cancellation)).Failure.ShouldBe(GuardedFailure.AddressRefused);
        (allowed.Hits, other.Hits).ShouldBe((2, 0));
    }

    [Fact]
    public async Task An_answer_is_read_up_to_its_limit()
    {
        using var long5 = new Canary("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\n12345");
        using var http = new GuardedHttp(new GuardedHttpOptions { PrivateAllowed = [$"127.0.0.1:{long5.Port}"] });
        var request = Get($"http://127.0.0.1:{long5.Port}/");

        var whole = await http.SendAsync(request with { BodyBytesMax = 5 }, Cancellation);
        var cut = await http.SendAsync(request with { BodyBytesMax = 4, CutsBody = true }, Cancellation);
        var refused = await http.SendAsync(request with { BodyBytesMax = 4 }, Cancellation);

        (whole.Succeeded, whole.Body.Length, whole.IsCut).ShouldBe((true, 5, false));
        (cut.Succeeded, cut.Body.Length, cut.IsCut).ShouldBe((true, 4, true));
        refused.Failure.ShouldBe(GuardedFailure.TooLarge);
    }

    [Fact]
    public async Task What_fails_on_the_way_is_told_apart()
    {
        using var silent = new Canary("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n");
        using var rubbish = new Canary("this is not HTTP at all\r\n\r\n");
        using var closed = new Canary();
        closed.Dispose();
        using var http = new GuardedHttp(new GuardedHttpOptions
        {
            PrivateAllowed = [$"127.0.0.1:{silent.Port}", $"127.0.0.1:{rubbish.Port}", $"127.0.0.1:{closed.Port}"],
        }, (_, _) => Task.FromResult(Array.Empty<IPAddress>()));

        async Task<GuardedFailure?> Fail(string url) => (await http.SendAsync(Get(url), Cancellation)).Failure;

        (await Fail($"http://127.0.0.1:{silent.Port}/")).ShouldBe(GuardedFailure.BrokenOff);
        (await Fail($"http://127.0.0.1:{rubbish.Port}/")).ShouldBe(GuardedFailure.BrokenOff);
        (await Fail($"http://127.0.0.1:{closed.Port}/")).ShouldBe(GuardedFailure.NotConnected);
        (await Fail($"https://127.0.0.1:{rubbish.Port}/")).ShouldBe(GuardedFailure.TlsFailed);
        (await Fail("http://nobody.example/")).ShouldBe(GuardedFailure.NameUnknown);
    }

    [Theory]
    [InlineData("https://shop.example/hooks?a=b", null)]
    [InlineData("http://93.184.216.34:8080/", null)]
    [InlineData("https://[2606:2800:220:1:248:1893:25c8:1946]/", null)]
    [InlineData("http://[64:ff9b::5db8:d822]/", null)]
    [InlineData("https://ann:secret@shop.example/", GuardedUrlProblem.Credentials)]
    [InlineData("ftp://shop.example/", GuardedUrlProblem.Scheme)]
    [InlineData("shop.example/hooks", GuardedUrlProblem.Malformed)]
    [InlineData("https://shop.example/ hooks", GuardedUrlProblem.Malformed)]
    [InlineData("http://192.168.1.10/", GuardedUrlProblem.PrivateAddress)]
    [InlineData("http://localhost/", GuardedUrlProblem.PrivateAddress)]
    public void What_can_be_seen_in_a_url_is_told_at_once(string url, GuardedUrlProblem? problem)
    {
        using var http = new GuardedHttp(new GuardedHttpOptions());
        http.Check(url).ShouldBe(problem);
        http.Check("https://shop.example/" + new string('a', GuardedUrl.CharactersMax)).ShouldBe(GuardedUrlProblem.TooLong);
    }

    private static GuardedRequest Get(string url) => new(HttpMethod.Get, url) { TimeLimit = TimeSpan.FromSeconds(10) };
}
