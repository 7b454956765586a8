using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Perennial.Slices.Workspace;

/// <summary>A request as a receiver got it.</summary>
internal sealed record Received(string Path, string Id, string Timestamp, string Signature, string Body, string ContentType);

/// <summary>A receiver of webhooks on loopback that keeps what it got and answers as it is told.</summary>
internal sealed class Sink : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Received> received = new();

    private Sink(WebApplication app) => this.app = app;

    /// <summary>What is answered; by default, 200.</summary>
    public Func<Received, HttpContext, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    public IReadOnlyList<Received> All => [.. received];

    public string HostAndPort { get; private set; } = "";

    public string Url => $"http://{HostAndPort}/hooks";

    public static async Task<Sink> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var sink = new Sink(server);
        server.Run(sink.ReceiveAsync);
        await server.StartAsync();
        var address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        sink.HostAndPort = new Uri(address).Authority;
        return sink;
    }

    public void AnswersWith(int status, string? retryAfter = null) => Answer = async (_, context) =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        await context.Response.WriteAsync($"status {status}");
    };

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        string Header(string name) => context.Request.Headers[name].ToString();
        var one = new Received(context.Request.Path, Header("webhook-id"), Header("webhook-timestamp"), Header("webhook-signature"),
            await reader.ReadToEndAsync(), Header("content-type"));
        received.Enqueue(one);
        await Answer(one, context);
    }
}
