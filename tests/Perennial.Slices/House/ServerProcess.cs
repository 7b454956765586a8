using System.Diagnostics;

namespace Perennial.Slices.House;

/// <summary>The server as a process of its own, to be killed.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process process;

    private ServerProcess(Process process, Uri address, string? ownerKey) => (this.process, Address, OwnerKey) = (process, address, ownerKey);

    public Uri Address { get; }

    public string? OwnerKey { get; }

    public static async Task<ServerProcess> StartAsync(string folder, string database)
    {
        var started = Process.Start(new ProcessStartInfo("dotnet",
            [typeof(Perennial.Server.Start.PerennialServer).Assembly.Location, "--data", folder, "--database", database,
                "--address", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        })!;
        started.BeginErrorReadLine();
        var (address, owner) = ((string?)null, (string?)null);
        while (address is null && await started.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            address = After(line, "http://");
        }

        // The key comes behind the address at the first start; afterwards nothing does.
        for (var wait = Task.Delay(1500); owner is null;)
        {
            var next = started.StandardOutput.ReadLineAsync();
            if (await Task.WhenAny(next, wait) == wait || await next is not { } line)
            {
                break;
            }

            owner = After(line, "own_");
        }

        return new ServerProcess(started, new Uri(address!), owner);
    }

    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            Kill();
        }

        process.Dispose();
    }

    private static string? After(string line, string begins) =>
        line.IndexOf(begins, StringComparison.Ordinal) is >= 0 and var at ? line[at..].Trim() : null;
}
