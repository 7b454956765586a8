using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Perennial.Kernel.Http;

/// <summary>
/// The only client for requests to the outside. Whoever names an address may want ours to be asked: what stands inside
/// (loopback, private and link-local networks, metadata of a cloud) is refused at the moment of connecting, after the
/// name was looked up, so that neither another spelling, nor a name that changes its address, nor a redirect leads there.
/// </summary>
/// <remarks>Thread-safe; one for a process. It follows no redirects, sends no cookies and uses no proxy.</remarks>
public sealed class GuardedHttp : IDisposable
{
    private const int HeaderKilobytesMax = 32;
    private const int DrainBytesMax = 64 * 1024;
    private const int BufferBytes = 16 * 1024;
    private static readonly TimeSpan LookUpsHoldFor = TimeSpan.FromMinutes(2);

    private readonly GuardedHttpOptions options;
    private readonly HttpMessageInvoker client;

    /// <summary>A client that looks names up as the system does.</summary>
    public GuardedHttp(GuardedHttpOptions options) : this(options, Dns.GetHostAddressesAsync)
    {
    }

    internal GuardedHttp(GuardedHttpOptions options, Func<string, CancellationToken, Task<IPAddress[]>> lookUp)
    {
        this.options = options;
        var door = new GuardedDoor(options, lookUp);
        client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = door.ConnectAsync, ConnectTimeout = options.ConnectTime,
            AllowAutoRedirect = false, UseCookies = false, UseProxy = false, AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null, PooledConnectionLifetime = LookUpsHoldFor,
            MaxConnectionsPerServer = options.ConnectionsPerHostMax,
            MaxResponseHeadersLength = HeaderKilobytesMax, MaxResponseDrainSize = DrainBytesMax,
        });
    }

    /// <summary>What can be said against an address without asking anybody, for the form in which it is written.</summary>
    /// <returns>Null where nothing can; a name may still lead inside, and is then refused when it is used.</returns>
    public GuardedUrlProblem? Check(string url) => GuardedUrl.Read(url, options, out _);

    /// <summary>Asks once.</summary>
    /// <returns>The answer, or why there is none; expected failures are not thrown.</returns>
    /// <exception cref="OperationCanceledException">The caller no longer waits.</exception>
    public async Task<GuardedReply> SendAsync(GuardedRequest request, CancellationToken cancellation)
    {
        if (GuardedUrl.Read(request.Url, options, out var address) is { } problem)
        {
            return new GuardedReply
            {
                Failure = problem == GuardedUrlProblem.PrivateAddress ? GuardedFailure.AddressRefused : GuardedFailure.UrlRefused,
            };
        }

        var since = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(request.TimeLimit);
        var reply = await AskAsync(request, address!, limit.Token, cancellation);
        return reply with { Took = Stopwatch.GetElapsedTime(since) };
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<GuardedReply> AskAsync(GuardedRequest request, Uri address, CancellationToken limit, CancellationToken caller)
    {
        var reply = new GuardedReply();
        try
        {
            using var message = Message(request, address);
            using var response = await client.SendAsync(message, limit);
            reply = reply with { Status = (int)response.StatusCode, Headers = Headers(response) };
            var (body, isCut) = await ReadAsync(response, request.BodyBytesMax, limit);
            reply = reply with { Body = body, IsCut = isCut };
            return reply with
            {
                Failure = reply.Status is >= 300 and < 400 ? GuardedFailure.Redirected
                    : isCut && !request.CutsBody ? GuardedFailure.TooLarge : null,
            };
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            return reply with { Failure = GuardedFailure.TimedOut };
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return reply with { Failure = FailureOf(e) };
        }
    }

    private static HttpRequestMessage Message(GuardedRequest request, Uri address)
    {
        var message = new HttpRequestMessage(request.Method, address);
        if (request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.ContentType);
        }

        foreach (var (name, value) in request.Headers)
        {
            message.Headers.Add(name, value);
        }

        return message;
    }

    private static Dictionary<string, string> Headers(HttpResponseMessage response)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            headers[name] = values.ToString();
        }

        return headers;
    }

    // One byte more than wanted tells a body that ends at the limit from one that goes on.
    private static async Task<(byte[] Body, bool IsCut)> ReadAsync(HttpResponseMessage response, int bytesMax, CancellationToken limit)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(limit);
        using var kept = new MemoryStream();
        var buffer = new byte[Math.Min(BufferBytes, bytesMax + 1)];
        while (kept.Length <= bytesMax)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, bytesMax + 1 - kept.Length)), limit);
            if (read == 0)
            {
                return (kept.ToArray(), false);
            }

            kept.Write(buffer.AsSpan(0, read));
        }

        return (kept.GetBuffer().AsSpan(0, bytesMax).ToArray(), true);
    }

    private static GuardedFailure FailureOf(Exception e)
    {
        for (var reason = e; reason is not null; reason = reason.InnerException)
        {
            switch (reason)
            {
                case GuardedAddressException: return GuardedFailure.AddressRefused;
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                    return GuardedFailure.NameUnknown;
                case SocketException: return GuardedFailure.NotConnected;
                case OperationCanceledException or TimeoutException: return GuardedFailure.TimedOut;
                case System.Security.Authentication.AuthenticationException: return GuardedFailure.TlsFailed;
            }
        }

        return e is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
            ? GuardedFailure.TlsFailed
            : GuardedFailure.BrokenOff;
    }
}
