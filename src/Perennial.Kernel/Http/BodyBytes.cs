using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Perennial.Kernel.Http;

/// <summary>Bodies of requests, read whole within a bound.</summary>
public static class BodyBytes
{
    /// <summary>Reads the body.</summary>
    /// <returns>The bytes, or a refusal where they are more than allowed.</returns>
    public static async Task<Result<byte[]>> ReadAsync(HttpRequest request, int bytesMax, CancellationToken cancellation)
    {
        if (request.ContentLength > bytesMax)
        {
            return TooLarge(bytesMax);
        }

        if (request.ContentLength is { } known)
        {
            var exact = new byte[known];
            await request.Body.ReadExactlyAsync(exact, cancellation);
            return exact;
        }

        var read = new ArrayBufferWriter<byte>(4096);
        while (await request.Body.ReadAsync(read.GetMemory(4096), cancellation) is > 0 and var count)
        {
            read.Advance(count);
            if (read.WrittenCount > bytesMax)
            {
                return TooLarge(bytesMax);
            }
        }

        return read.WrittenSpan.ToArray();
    }

    private static Refusal TooLarge(int bytesMax) => new(RefusalKind.TooLarge, "request.too_large")
    {
        Detail = bytesMax.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
