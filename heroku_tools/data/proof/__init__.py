"""Whether what arrived is all there, and masked."""
