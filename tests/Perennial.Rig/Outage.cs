using System.Diagnostics;

namespace Perennial.Rig;

/// <summary>Deaths of a shop's database, or of its server, and how long each of them was noticed.</summary>
public sealed class Outage(ServerProcess server)
{
    private const int WaitSecondsMax = 120;
    private const int LookMs = 10;

    /// <summary>From the death of the database until the server said that it is not ready, in seconds.</summary>
    public List<double> ToldAfter { get; } = [];

    /// <summary>From the moment at which the database let somebody in again, or the server was started, until it was ready.</summary>
    public List<double> BackAfter { get; } = [];

    /// <summary>Kills the server and starts it again.</summary>
    public async Task KillServerAsync()
    {
        await server.KillAsync();
        var clock = Stopwatch.StartNew();
        await server.StartAsync();
        BackAfter.Add(clock.Elapsed.TotalSeconds);
    }

    /// <summary>Kills the database, waits until the server has told so, and starts it again.</summary>
    public async Task KillDatabaseAsync(PostgresCluster cluster)
    {
        await cluster.KillAsync();
        ToldAfter.Add(await UntilReadyIsAsync(false));
        await cluster.RestartAsync();
        BackAfter.Add(await UntilReadyIsAsync(true));
    }

    private async Task<double> UntilReadyIsAsync(bool ready)
    {
        var clock = Stopwatch.StartNew();
        while (await server.IsReadyAsync() != ready)
        {
            if (clock.Elapsed.TotalSeconds > WaitSecondsMax || !server.IsRunning)
            {
                throw new RigException(ready ? "The server does not come back." : "The server does not notice.");
            }

            await Task.Delay(LookMs);
        }

        return clock.Elapsed.TotalSeconds;
    }
}
