using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Perennial.Unit.Kernel;

/// <summary>Something inside that must not be asked: it listens on loopback in both versions and counts who comes.</summary>
internal sealed class Canary : IDisposable
{
    private readonly List<TcpListener> listeners = [];
    private readonly List<Task> running = [];
    private int hits;

    public Canary(string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
    {
        var first = new TcpListener(IPAddress.Any, 0);
        first.Start();
        Port = ((IPEndPoint)first.LocalEndpoint).Port;
        listeners.Add(first);
        if (Socket.OSSupportsIPv6)
        {
            var second = new TcpListener(IPAddress.IPv6Any, Port);
            second.Server.DualMode = false;
            second.Start();
            listeners.Add(second);
        }

        running.AddRange(listeners.Select(l => Task.Run(() => AnswerAsync(l, Encoding.ASCII.GetBytes(answer)))));
    }

    public int Port { get; }

    public int Hits => Volatile.Read(ref hits);

    public void Dispose() => listeners.ForEach(l => l.Dispose());

    private async Task AnswerAsync(TcpListener listener, byte[] answer)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref hits);
                await using var stream = client.GetStream();
                _ = await stream.ReadAsync(new byte[4096]);
                await stream.WriteAsync(answer);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // The test is over.
        }
    }
}
