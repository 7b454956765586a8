namespace Perennial.Kernel.Files;

/// <summary>
/// The bytes that a file had when it was opened. What is written behind them meanwhile is left for the next time, so
/// that reading ends; if some of them are gone, the file breaks off there.
/// </summary>
internal sealed class PlainStream(FileStream file, string name, long length) : Stream
{
    private long left = length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (left == 0 || buffer.Length == 0)
        {
            return 0;
        }

        var read = file.Read(buffer.Length <= left ? buffer : buffer[..(int)left]);
        left -= read;
        return read > 0 ? read : throw new FileRefusedException(new FileProblem("file.cut_short", name));
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
