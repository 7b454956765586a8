using System.Diagnostics;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Perennial.Server.Start;

/// <summary>
/// Holds back what failed in the database: what a database says of an error may quote what was sent. The request it was part of is
/// told with its status, and its trace stands in the log.
/// </summary>
internal sealed class WithoutErrors : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        if (data.Events.Any(e => e.Name == "exception"))
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}

/// <summary>Metrics and traces, where somebody wants them: the variables of OpenTelemetry say where to.</summary>
internal static class Telemetry
{
    private const string Address = "url.";

    private static readonly string[] Meters = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql"];

    public static void Add(IServiceCollection services)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT")))
        {
            return;
        }

        // Of requests the route and the status, of statements their text with places for values: nothing of anybody.
        services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddMeter(Meters))
            .WithTracing(traces => traces.AddAspNetCoreInstrumentation(requests =>
            {
                requests.RecordException = false;

                // Whoever asks by an address where an id belongs would have it here: the route's pattern says enough.
                requests.EnrichWithHttpRequest = static (activity, _) =>
                    activity.SetTag(Address + "path", null).SetTag(Address + "query", null);
            }).AddNpgsql().AddProcessor(new WithoutErrors()))
            .UseOtlpExporter();
    }
}
