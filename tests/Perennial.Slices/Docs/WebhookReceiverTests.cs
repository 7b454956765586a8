using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Perennial.Slices.House;

namespace Perennial.Slices.Docs;

/// <summary>The receivers of the webhooks' guide as they stand there: started, and told of something by a real shop.</summary>
[Collection("engines")]
public sealed class WebhookReceiverTests(Engines engines)
{
    private const string Page = "docs/guide/webhooks.md";
    private const string SecretShown = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";
    private const string SignatureShown = "v1,Nf2KDAVm9uKrJB3iO4Mo3bkPMBL13dXtM2+ZMg9yuxA=";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("csharp", "hooks.cs")]
    [InlineData("php", "hooks.php")]
    public async Task A_receiver_takes_what_the_shop_signed_and_nothing_else(string language, string file)
    {
        var port = FreePort();
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite, TimeProvider.System, "--webhooks-allow", $"127.0.0.1:{port}");
        var made = await shop.PostAsync("/v1/webhooks",
            JsonNode.Parse($$"""{"url":"http://127.0.0.1:{{port}}/hooks","events":["order.changed"]}""")!);
        made.Status.ShouldBe(201, made.Text);
        await using var receiver = await ReceiverAsync(language, file, port, (string)made.Body!["secret"]!);
        (await shop.PostAsync("/v1/orders", JsonNode.Parse("""{"number":"1","placedAt":"2026-03-01T10:00:00Z","lines":[{"price":1}]}""")!))
            .Status.ShouldBe(201);
        var hook = (string)made.Body["webhook"]!["id"]!;
        JsonNode? delivery = null;
        await receiver.UntilAsync(async () =>
            (delivery = (await shop.GetAsync($"/v1/webhooks/{hook}/deliveries")).Body!["deliveries"]!.AsArray().SingleOrDefault()) is not null &&
            (string)delivery["state"]! == "delivered");
        var attempts = (await shop.GetAsync($"/v1/webhooks/deliveries/{delivery!["id"]}/attempts")).Body!["attempts"]!.AsArray();
        ((int)attempts.Single()!["status"]!).ShouldBe(204);

        // Whoever has not the secret is not believed, nor who repeats what was signed long ago.
        (await SendAsync(port, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), SignatureShown)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_request_signed_on_the_command_line_is_taken_and_the_signature_is_the_one_shown()
    {
        var port = FreePort();
        await using var receiver = await ReceiverAsync("php", "hooks.php", port, SecretShown);
        var file = Path.Combine(receiver.Folder, "sign.sh");
        await File.WriteAllTextAsync(file, string.Concat(DocPage.Read(Page).Of("bash").SelectMany(b => b.Lines).Select(l => l + "\n")), Cancellation);
        var (exit, output) = await DocSession.RunAsync("bash", file,
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["RECEIVER"] = $"http://127.0.0.1:{port}/hooks" });
        exit.ShouldBe(0, output);
        output.ShouldBe($"{SignatureShown}\n204\n");
        (await SendAsync(port, 1767225600, SignatureShown)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<Receiver> ReceiverAsync(string language, string name, int port, string secret)
    {
        var folder = Directory.CreateTempSubdirectory("perennial-hooks-").FullName;
        var file = Path.Combine(folder, name);
        await File.WriteAllTextAsync(file, string.Concat(DocPage.Read(Page).Of(language).Single().Lines.Select(l => l + "\n")), Cancellation);
        var process = DocSession.Start(language, file, new Dictionary<string, string?>(StringComparer.Ordinal) { ["WEBHOOK_SECRET"] = secret },
            language == "php" ? ["-S", $"127.0.0.1:{port}"] : ["--urls", $"http://127.0.0.1:{port}"]);
        var receiver = new Receiver(process, folder);
        await receiver.UntilAsync(async () =>
        {
            using var probe = new TcpClient();
            return await probe.ConnectAsync(IPAddress.Loopback, port).ContinueWith(c => c.IsCompletedSuccessfully, Cancellation);
        });
        return receiver;
    }

    private static async Task<HttpStatusCode> SendAsync(int port, long timestamp, string signature)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{port}/hooks");
        request.Content = new StringContent("""{"id":1001,"total":"195.00"}""");
        request.Headers.Add("webhook-id", "msg_1");
        request.Headers.Add("webhook-timestamp", $"{timestamp}");
        request.Headers.Add("webhook-signature", signature);
        using var answer = await client.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class Receiver : IAsyncDisposable
    {
        private readonly Process process;
        private readonly Task<string[]> output;

        public Receiver(Process process, string folder)
        {
            (this.process, Folder) = (process, folder);
            output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        }

        public string Folder { get; }

        public async Task UntilAsync(Func<Task<bool>> isTrue)
        {
            for (var since = Stopwatch.StartNew(); !await isTrue(); await Task.Delay(50, Cancellation))
            {
                process.HasExited.ShouldBeFalse(process.HasExited ? string.Concat(await output) : "");
                since.Elapsed.ShouldBeLessThan(Patience);
            }
        }

        public async ValueTask DisposeAsync()
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
            Directory.Delete(Folder, recursive: true);
        }
    }
}
