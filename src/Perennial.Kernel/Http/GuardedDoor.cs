using System.Net;
using System.Net.Sockets;

namespace Perennial.Kernel.Http;

/// <summary>Makes connections, and looks at the address itself before it does.</summary>
internal sealed class GuardedDoor(GuardedHttpOptions options, Func<string, CancellationToken, Task<IPAddress[]>> lookUp)
{
    private const int AddressesTriedMax = 4;
    private static readonly TimeSpan OneAddressTime = TimeSpan.FromSeconds(4);

    /// <summary>A connection to what the handler wants to reach.</summary>
    /// <exception cref="GuardedAddressException">It leads inside, and no setting allows it.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var found = IPAddress.TryParse(host.TrimEnd('.'), out var literal) ? [literal] : await lookUp(host, cancellation);

        // What is looked at is what is connected to: the name is not looked up again.
        var allowed = options.Allows(host, port) ? found : [.. found.Where(PublicAddress.Is)];
        if (allowed.Length == 0)
        {
            throw found.Length == 0 ? new SocketException((int)SocketError.HostNotFound) : new GuardedAddressException();
        }

        return new NetworkStream(await ConnectToOneAsync([.. allowed.Take(AddressesTriedMax)], port, cancellation), ownsSocket: true);
    }

    private static async Task<Socket> ConnectToOneAsync(IPAddress[] addresses, int port, CancellationToken cancellation)
    {
        for (var i = 0; ; i++)
        {
            var isLast = i == addresses.Length - 1;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            if (!isLast)
            {
                limit.CancelAfter(OneAddressTime);
            }

            var socket = new Socket(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(addresses[i], port), limit.Token);
                return socket;
            }
            catch (Exception e) when (!isLast && !cancellation.IsCancellationRequested &&
                e is (SocketException or OperationCanceledException))
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}

/// <summary>An address inside that nobody outside may make us ask.</summary>
internal sealed class GuardedAddressException() : Exception("The address is not public.");
